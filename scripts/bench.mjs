import { existsSync, readdirSync } from 'node:fs';
import { buildAll } from './lib/build.mjs';
import { runInForeground } from './lib/foreground.mjs';
import { ensureNode } from './lib/node.mjs';
import { bin, main, StepError } from './lib/run.mjs';
import { setup } from './lib/setup.mjs';

await ensureNode();
await main(async () => {
  const [name, ...rest] = process.argv.slice(2);
  const file = `bench/${name}.ts`;
  if (!name || !existsSync(file)) {
    const names = existsSync('bench') ? readdirSync('bench').filter((entry) => entry.endsWith('.ts')) : [];
    throw new StepError(
      `Usage: npm run bench -- <name>, one of: ${names.map((entry) => entry.slice(0, -3)).join(', ')}`,
    );
  }
  await setup();
  await buildAll();
  return runInForeground(bin('tsx'), [file, ...rest], { NODE_ENV: 'production' });
});
