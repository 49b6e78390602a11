import { buildOperate } from './build.mjs';
import { withBuildLock } from './build-lock.mjs';
import { runInForeground } from './foreground.mjs';
import { ensureNode } from './node.mjs';
import { main } from './run.mjs';
import { loadSettings } from './settings.mjs';
import { setup } from './setup.mjs';

/** A command for whoever runs the lab (`server/operate`), with what follows it on the command line. */
export async function operate(command) {
  await ensureNode();
  await main(async () => {
    loadSettings();
    await withBuildLock(async () => {
      await setup();
      await buildOperate();
    });
    const env = { NODE_ENV: 'production' };
    return runInForeground(process.execPath, ['dist/operate.mjs', command, ...process.argv.slice(2)], env);
  });
}
