import { existsSync, readFileSync } from 'node:fs';
import { bin, runQuietly } from './run.mjs';
import { findLongFiles } from './sizes.mjs';

const FOLDERS = ['app', 'components', 'server', 'shared', 'agent', 'prisma', 'bench', 'e2e', 'scripts'];

export const CHECKS = [
  check('types', 'tsc', ['--noEmit']),
  check('lint', 'oxlint', ['--type-aware', '--deny-warnings', '.']),
  check(
    'imports',
    'depcruise',
    () => ['--output-type', 'json', ...FOLDERS.filter((folder) => existsSync(folder))],
    readImports,
  ),
  check('unused', 'knip', ['--no-progress']),
  // What only a test imports: without the tests among its files, the same tool sees that nothing needs it.
  check('dead', 'knip', ['--config', 'knip.product.json', '--no-progress']),
  check('format', 'oxfmt', ['--check', '.']),
  {
    name: 'sizes',
    run: async () => {
      const long = findLongFiles();
      return { name: 'sizes', seconds: 0, isOk: long.length === 0, output: long.join('\n') };
    },
  },
];

// Two at a time: the box has two cores, and the type checkers want one each.
export async function runChecks(checks = CHECKS) {
  const results = [];
  const waiting = [...checks];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) results.push(await next.run());
  };
  await Promise.all([work(), work()]);
  return checks.map((one) => results.find((result) => result.name === one.name));
}

export function describeResult({ name, isOk, seconds, note, output }) {
  const line = `  ${isOk ? 'ok    ' : 'FAILED'}  ${name.padEnd(8)} ${seconds.toFixed(1)} s${note ? `  ${note}` : ''}`;
  return isOk ? line : `${line}\n\n${output.trimEnd()}\n`;
}

function check(name, command, args, read = readPlain) {
  const run = async () => {
    const started = Date.now();
    const list = typeof args === 'function' ? args() : args;
    const { code, log } = await runQuietly(`check-${name}`, bin(command), list, {
      env: { ...process.env, NO_COLOR: '1' },
    });
    return { name, seconds: (Date.now() - started) / 1000, ...read(code, readFileSync(log, 'utf8')) };
  };
  return { name, run };
}

function readPlain(code, output) {
  return { isOk: code === 0, output: lastLines(output, 120) };
}

// dependency-cruiser calls nothing at all a success, so the number of modules is part of the answer.
export function readImports(_code, output) {
  let summary;
  try {
    summary = JSON.parse(output).summary;
  } catch {
    return { isOk: false, output: lastLines(output, 60) };
  }
  const violations = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
  const modules = summary.totalCruised;
  if (modules === 0) violations.push('No module was read at all.');
  return { isOk: violations.length === 0, note: `${modules} modules`, output: violations.join('\n') };
}

const lastLines = (text, count) => text.split('\n').slice(-count).join('\n');
