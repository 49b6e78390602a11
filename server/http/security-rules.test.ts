import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/* The page about security names the test of each rule: one that isn't there any more proves nothing. */

const page = readFileSync('docs/security-rules.md', 'utf8');
const rows = page
  .split('\n')
  .filter((line) => /^\| (?!what \|)/.test(line))
  .filter((line) => !line.startsWith('| | rule'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

test('each rule from W1 to W39 has a row, or is said to be open', () => {
  const numbers = (text: string) =>
    [...text.matchAll(/W(\d+)(?:–W(\d+))?/g)].flatMap(([, from, to]) =>
      Array.from({ length: Number(to ?? from) - Number(from) + 1 }, (_, at) => Number(from) + at),
    );
  const open = page.slice(page.indexOf('## Open'));
  const held = new Set([...rows.flatMap((cells) => numbers(cells[1]!)), ...numbers(open)]);
  expect(Array.from({ length: 39 }, (_, at) => at + 1).filter((it) => !held.has(it))).toEqual([]);
});

test('each row names tests that there are, by their path and their title', () => {
  expect(rows.length).toBeGreaterThan(40);
  for (const cells of rows) {
    const shown = cells.at(-2)!;
    const files = [...shown.matchAll(/`([\w./-]+\.(?:test\.tsx?|spec\.ts))`/g)].map(([, path]) => path!);
    expect([cells[1], files.length > 0]).toEqual([cells[1], true]);
    expect([cells[1], files.filter((it) => !existsSync(it))]).toEqual([cells[1], []]);
    const text = files.map((it) => readFileSync(it, 'utf8')).join('\n');
    const missing = [...shown.matchAll(/“([^”]+)”/g)]
      .map(([, title]) => title!)
      .filter((it) => !text.includes(it));
    expect([cells[1], missing]).toEqual([cells[1], []]);
  }
});

test('no address takes a secret in its query', () => {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'server/http'], {
    encoding: 'utf8',
  })
    .split('\n')
    .filter((it) => it.endsWith('.ts') && !it.endsWith('.test.ts'));
  const asked = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/searchParams\.get\('(\w+)'\)/g)].map(
      ([, name]) => `${name} in ${file}`,
    ),
  );
  expect(asked.length).toBeGreaterThan(3);
  // The sign-in service's own way: good once, for one browser, with a secret of the portal beside it.
  const known = ['code', 'state'].map((name) => `${name} in server/http/serve-ways-in.ts`);
  expect(asked.filter((it) => /^(code|state|token|key|secret|password|auth)/i.test(it)).toSorted()).toEqual(
    known,
  );
});
