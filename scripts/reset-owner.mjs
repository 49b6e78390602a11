import { spawnSync } from 'node:child_process';
import { ensureNode } from './lib/node.mjs';
import { bin, main } from './lib/run.mjs';
import { loadSettings } from './lib/settings.mjs';
import { setup } from './lib/setup.mjs';

await ensureNode();
await main(async () => {
  loadSettings();
  await setup();
  const args = ['server/auth/reset-owner.ts', ...process.argv.slice(2)];
  return spawnSync(bin('tsx'), args, { stdio: 'inherit' }).status ?? 1;
});
