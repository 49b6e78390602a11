import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findLongFiles, MOST_LINES } from './sizes.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'espalier-sizes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('styles and Python count as source, data and tables of cases do not', () => {
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  const write = (name, lines) => writeFileSync(path.join(folder, name), 'x\n'.repeat(lines));
  for (const name of ['long.css', 'long.py', 'long.ts', 'long.tsx', 'long.mjs']) write(name, MOST_LINES + 1);
  for (const name of ['data.json', 'words.txt', 'x.test.ts', 'y.db.test.ts', 'z.spec.ts']) write(name, 900);
  write('just.css', MOST_LINES);
  const found = findLongFiles(folder).map((it) => it.split(':')[0]);
  expect(found.toSorted()).toEqual(['long.css', 'long.mjs', 'long.py', 'long.ts', 'long.tsx']);
});

test('this checkout has none', () => expect(findLongFiles()).toEqual([]));
