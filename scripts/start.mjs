import { buildAll } from './lib/build.mjs';
import { runInForeground } from './lib/foreground.mjs';
import { ensureNode } from './lib/node.mjs';
import { main } from './lib/run.mjs';
import { setup } from './lib/setup.mjs';

await ensureNode();
await main(async () => {
  await setup();
  await buildAll();
  return runInForeground(process.execPath, ['dist/server.mjs'], {
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  });
});
