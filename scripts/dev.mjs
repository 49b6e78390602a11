import { buildAgent } from './lib/build.mjs';
import { runInForeground } from './lib/foreground.mjs';
import { ensureNode } from './lib/node.mjs';
import { bin, main } from './lib/run.mjs';
import { loadSettings } from './lib/settings.mjs';
import { setup } from './lib/setup.mjs';

await ensureNode();
await main(async () => {
  loadSettings();
  await setup();
  await buildAgent();
  // Next reloads app/ and components/ itself; the rest restarts the portal.
  const ignored = ['app', 'components', '.next', '.data', 'dist', 'e2e'].map(
    (folder) => `--exclude=./${folder}/**/*`,
  );
  return runInForeground(bin('tsx'), ['watch', ...ignored, 'server/main.ts'], {
    NODE_ENV: 'development',
    NEXT_TELEMETRY_DISABLED: '1',
  });
});
