import { writeFileSync } from 'node:fs';
import { ensureNode } from './lib/node.mjs';
import { main } from './lib/run.mjs';
import { setup } from './lib/setup.mjs';

await ensureNode();
await main(async () => {
  await setup();
  // After the right Node has started: it reads TypeScript as it is.
  const { makePlannerDoc } = await import('../shared/data/planner-doc.ts');
  writeFileSync('docs/planner.md', makePlannerDoc());
  console.log('docs/planner.md is made anew.');
  return 0;
});
