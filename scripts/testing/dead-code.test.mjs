import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';

const root = process.cwd();
const folder = mkdtempSync(path.join(tmpdir(), 'espalier-dead-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('what only a test imports is found; what the product or its own file uses is not', () => {
  write('server/main.ts', "import { used } from '../shared/domain/rules.ts';\nconsole.log(used);\n");
  write(
    'shared/domain/rules.ts',
    'export const used = 1;\nexport const dead = 2;\nexport const inner = 3;\nconsole.log(inner);\n',
  );
  write('shared/domain/forgotten.ts', 'export const rule = 1;\n');
  write(
    'shared/domain/rules.test.ts',
    "import { dead, inner } from './rules.ts';\nconsole.log(dead, inner);\n",
  );
  write('shared/domain/forgotten.test.ts', "import { rule } from './forgotten.ts';\nconsole.log(rule);\n");
  write('shared/testing/lab.ts', "import { dead } from '../domain/rules.ts';\nexport const lab = dead;\n");
  write('package.json', JSON.stringify({ name: 'skeleton', type: 'module' }));
  for (const name of ['tsconfig.json', 'knip.product.json']) cpSync(name, path.join(folder, name));
  const { status, stdout } = spawnSync(
    path.join(root, 'node_modules/.bin/knip'),
    ['--config', 'knip.product.json', '--no-progress', '--reporter', 'json'],
    { cwd: folder, encoding: 'utf8' },
  );
  const { issues } = JSON.parse(stdout);
  const found = issues.flatMap(({ file, files, exports }) => [
    ...(files?.length ? [file] : []),
    ...(exports ?? []).map((it) => `${file} ${it.name}`),
  ]);
  expect(status).toBe(1);
  expect(found.toSorted()).toEqual(['shared/domain/forgotten.ts', 'shared/domain/rules.ts dead']);
});

function write(name, text) {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
}
