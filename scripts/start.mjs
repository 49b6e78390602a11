import { buildAll } from './lib/build.mjs';
import { runningAddress } from './lib/demo-state.mjs';
import { runInForeground } from './lib/foreground.mjs';
import { ensureNode } from './lib/node.mjs';
import { main, StepError } from './lib/run.mjs';
import { setup } from './lib/setup.mjs';

await ensureNode();
await main(async () => {
  // Before anything is built: a new build would pull the files from under a running portal.
  const address = runningAddress();
  if (address) throw new StepError(`Espalier already runs at ${address}.`);
  await setup();
  await buildAll();
  return runInForeground(process.execPath, ['dist/server.mjs'], {
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  });
});
