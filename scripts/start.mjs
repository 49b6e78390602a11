import { buildAll } from './lib/build.mjs';
import { noteRunning, withBuildLock } from './lib/build-lock.mjs';
import { runningAddress } from './lib/demo-state.mjs';
import { ensureNode } from './lib/node.mjs';
import { main, StepError } from './lib/run.mjs';
import { loadSettings } from './lib/settings.mjs';
import { setup } from './lib/setup.mjs';
import { supervise } from './lib/supervise.mjs';

await ensureNode();
await main(async () => {
  loadSettings();
  // Only who brings its own database may run beside another: two Postgres in one data folder can't.
  const address = process.env.DATABASE_URL ? null : runningAddress();
  if (address) {
    throw new StepError(
      `Espalier already runs at ${address}. For a second portal give both the same DATABASE_URL, each its own PORT.`,
    );
  }
  await withBuildLock(async () => {
    await setup();
    await buildAll();
  });
  const env = { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' };
  return supervise(process.execPath, ['dist/server.mjs'], { env, onStart: noteRunning });
});
