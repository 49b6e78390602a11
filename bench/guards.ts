/**
 * That each guard against orphans, late writers and hasty judges is held by a test: in a copy of these sources one guard
 * after the other is taken away, and the test that is named for it has to fail; with all of them it passes. `GUARDS`: only
 * those whose name holds it.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Guard, GUARDS } from './guards/guards.ts';

const COPIED = [
  'agent',
  'prisma',
  'scripts',
  'server',
  'shared',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
];
const LONGEST_MS = 300_000;
const engine = process.env['ESPALIER_ENGINE_FOLDER'] ?? path.resolve('.data/engine');

type Ran = { passed: number; failed: string[] };

function run(folder: string, { test: [kind, file, name] }: Guard): Ran {
  const report = path.join(folder, 'report.json');
  rmSync(report, { force: true });
  const vitest = path.join(folder, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', '--project', kind, file, '--reporter=json', `--outputFile=${report}`];
  // A name is a pattern there.
  if (name) args.push('-t', name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: 'test', ESPALIER_ENGINE: engine };
  spawnSync(process.execPath, args, { cwd: folder, env, stdio: 'ignore', timeout: LONGEST_MS });
  return readReport(report);
}

function readReport(file: string): Ran {
  const { numPassedTests, testResults } = JSON.parse(readFileSync(file, 'utf8')) as {
    numPassedTests: number;
    testResults: { assertionResults: { status: string; title: string }[] }[];
  };
  const all = testResults.flatMap((it) => it.assertionResults);
  return { passed: numPassedTests, failed: all.filter((it) => it.status === 'failed').map((it) => it.title) };
}

/** Gives the files back as they were. */
function takeAway(folder: string, { name, edits }: Guard): () => void {
  const before = new Map<string, string>();
  for (const [file, from, to] of edits) {
    const at = path.join(folder, file);
    const text = readFileSync(at, 'utf8');
    if (text.split(from).length !== 2)
      throw new Error(`“${name}”: ${file} has ${text.split(from).length - 1} times ${from}`);
    if (!before.has(at)) before.set(at, text);
    writeFileSync(
      at,
      text.replace(from, () => to),
    );
  }
  return () => before.forEach((text, at) => writeFileSync(at, text));
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'espalier-guards-'));
const tally = { guards: 0, held: 0, failsWithAll: 0, survived: [] as string[] };
try {
  for (const it of COPIED) cpSync(it, path.join(folder, it), { recursive: true });
  symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'));
  const wanted = process.env['GUARDS'] ?? '';
  const whole = new Map<string, Ran>();
  for (const [of, guards] of Object.entries(GUARDS)) {
    for (const guard of guards.filter((it) => it.name.includes(wanted))) {
      const key = guard.test.join(' ');
      const before = whole.get(key) ?? run(folder, guard);
      whole.set(key, before);
      const giveBack = takeAway(folder, guard);
      const { failed } = run(folder, guard);
      giveBack();
      const isWhole = before.passed > 0 && before.failed.length === 0;
      tally.guards += 1;
      if (!isWhole) tally.failsWithAll += 1;
      else if (failed.length > 0) tally.held += 1;
      else tally.survived.push(guard.name);
      console.log(JSON.stringify({ of, without: guard.name, failed, ...(!isWhole && { before }) }));
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(JSON.stringify({ bench: 'guards', ...tally }));
