import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const folder = mkdtempSync(path.join(tmpdir(), 'espalier-lint-'));

const manyLines = (count) =>
  Array.from({ length: count }, (_, i) => `export const value${i} = ${i};`).join('\n');
const longFunction = (count) => `export function long() {\n${'  globalThis.x += 1;\n'.repeat(count)}}\n`;

const CASES = [
  ['mock.test.ts', "import { vi } from 'vitest';\nvi.mock('./x.ts');\n", 'no-restricted-properties'],
  [
    'e2e/a.spec.ts',
    'export const run = (page: { waitForTimeout(ms: number): void }) => page.waitForTimeout(5);\n',
    'no-restricted-properties',
  ],
  [
    'floating.ts',
    'const work = async () => 1;\nexport function run() {\n  work();\n}\n',
    'no-floating-promises',
  ],
  [
    'misused.ts',
    'const work = async () => true;\nexport const run = () => (work() ? 1 : 2);\n',
    'no-misused-promises',
  ],
  ['any.ts', 'export const run = (value: any) => String(value);\n', 'no-explicit-any'],
  ['long.ts', manyLines(401), 'max-lines'],
  ['long.test.ts', manyLines(401), null],
  ['function.ts', longFunction(101), 'max-lines-per-function'],
  ['component.tsx', longFunction(140), null],
  ['big-component.tsx', longFunction(151), 'max-lines-per-function'],
  ['cycle/a.ts', "import { b } from './b.ts';\nexport const a = () => b();\n", 'no-cycle'],
  ['cycle/b.ts', "import { a } from './a.ts';\nexport const b = (): unknown => a();\n", 'no-cycle'],
];

let diagnostics;
beforeAll(() => {
  for (const [name, text] of CASES) write(name, text);
  write(
    'tsconfig.json',
    JSON.stringify({
      compilerOptions: {
        strict: true,
        module: 'esnext',
        moduleResolution: 'bundler',
        allowImportingTsExtensions: true,
        noEmit: true,
        types: [],
      },
    }),
  );
  // Beside the files: its overrides match paths from where it stands.
  cpSync('.oxlintrc.json', path.join(folder, '.oxlintrc.json'));
  const args = ['--type-aware', '--format', 'json', '.'];
  const { stdout } = spawnSync(path.resolve('node_modules/.bin/oxlint'), args, {
    cwd: folder,
    encoding: 'utf8',
  });
  diagnostics = JSON.parse(stdout).diagnostics;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(CASES)('%s', (file, _text, rule) => {
  const caughtBy = diagnostics
    .filter(({ filename }) => filename === file)
    .map(({ code }) => code.replace(/^.*\((.*)\)$/, '$1'));
  if (rule === null) expect(caughtBy.filter((name) => name.startsWith('max-'))).toEqual([]);
  else expect(caughtBy).toContain(rule);
});

function write(name, text) {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
}
