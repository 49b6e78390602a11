import { buildAll } from './lib/build.mjs';
import { ensureNode } from './lib/node.mjs';
import { main } from './lib/run.mjs';
import { setup } from './lib/setup.mjs';

await ensureNode();
await main(async () => {
  await setup();
  await buildAll();
});
