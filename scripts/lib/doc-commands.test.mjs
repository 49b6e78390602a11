import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/*
 * What the docs tell people to type is there: each script of npm, bench, file and option. Commands of the system are run
 * by no test, and the line before them says so.
 */
const MARK = /not run by a test/;
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
const PAGES = [
  'README.md',
  'SECURITY.md',
  'AGENTS.md',
  ...readdirSync('docs').map((it) => `docs/${it}`),
].filter((it) => it.endsWith('.md'));
/** Commands that a clean clone has, and settings before them. */
const KNOWN =
  /^(?:(?:export )?[A-Z_]+=\S*\s*)*(?:npm (?:test|start|run)\b|node scripts\/|npx \w|git clone <address>|cp \.env\.example \.env|$)/;

/** Lines of each ```sh block, a line that goes on as one, with the last words before the block. */
function blocksOf(page) {
  const text = readFileSync(page, 'utf8');
  return [...text.matchAll(/([^\n]*)\n*```sh\n([^]*?)```/g)].map(([, before, body]) => ({
    before,
    lines: body
      .replaceAll(/\\\n\s*/g, ' ')
      .split('\n')
      .flatMap((line) => line.replace(/(^|\s)#.*/, '').split(/ && |&$/))
      .map((it) => it.trim())
      .filter((it) => it !== '' && !/^cd \S+$/.test(it)),
  }));
}

/** What of `npm run x -- y --z` isn't there. */
function missingOf(command) {
  const [, name, rest = ''] = /npm (?:run )?(?:-s )?([\w-]+)(.*)/.exec(command) ?? [];
  if (!name) return [];
  if (!(name in scripts)) return [`npm run ${name}`];
  const bench = name === 'bench' && /^ -- ([a-z][\w-]*)/.exec(rest)?.[1];
  if (bench && !existsSync(`bench/${bench}.ts`)) return [`bench ${bench}`];
  const file = [`server/operate/${name}.ts`, `scripts/${name}.mjs`].find((it) => existsSync(it));
  const source = file ? readFileSync(file, 'utf8') : '';
  return [...rest.matchAll(/\s--([a-z][\w-]*)/g)]
    .filter(([, option]) => !new RegExp(`\\b${option}\\b`).test(source))
    .map(([option]) => `npm run ${name} --${option.trim()}`);
}

test.each(PAGES)('%s names only commands that there are', (page) => {
  const faults = [];
  for (const { before, lines } of blocksOf(page)) {
    for (const line of lines) {
      faults.push(...missingOf(line));
      if (!KNOWN.test(line) && !MARK.test(before)) faults.push(`not marked: ${line}`);
    }
  }
  const text = readFileSync(page, 'utf8');
  for (const [, command] of text.matchAll(/`((?:[A-Z_]+=\S+ )*npm [^`]*)`/g))
    faults.push(...missingOf(command));
  for (const [file] of text.matchAll(/\b(?:scripts|deploy)\/[\w./-]*\.\w+/g))
    if (!existsSync(file)) faults.push(file);
  expect(faults).toEqual([]);
});

test('a command that is not there is found', () => {
  expect(missingOf('npm run backup -- --check <file>')).toEqual([]);
  expect(missingOf('npm run backup -- --cheque <file>')).toHaveLength(1);
  expect(missingOf('npm run make-coffee')).toHaveLength(1);
  expect(missingOf('npm run bench -- no-such-bench')).toHaveLength(1);
});
