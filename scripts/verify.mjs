import { CHECKS, describeResult, runChecks } from './lib/checks.mjs';
import { ensureNode } from './lib/node.mjs';
import { main } from './lib/run.mjs';
import { setup } from './lib/setup.mjs';

await ensureNode();
await main(async () => {
  await setup();
  const wanted = process.argv.slice(2);
  const results = await runChecks(CHECKS.filter(({ name }) => wanted.length === 0 || wanted.includes(name)));
  for (const result of results) console.log(describeResult(result));
  return results.every(({ isOk }) => isOk) ? 0 : 1;
});
