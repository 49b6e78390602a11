import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { buildAgent, buildAll } from './build.mjs';
import { describeResult, runChecks } from './checks.mjs';
import { bringChromium } from './chromium.mjs';
import { engineFolder, prepareEngine } from './engine.mjs';
import { memoryFolder } from './memory-folder.mjs';
import { findPython } from './python.mjs';
import { bin, logsFolder, runQuietly, tail } from './run.mjs';
import { bringPackages, testPackages } from './python-packages.mjs';

// Each answers { passed, failed, skipped, note?, report? }; the report is shown when something failed.
export const KINDS = {
  verify: runVerify,
  unit: () => runVitest('unit'),
  // A third of their time they wait for Postgres.
  db: () => runVitest('db', {}, ['--maxWorkers=3']),
  socket: runSocket,
  mlx: runMlx,
  browser: runBrowser,
};

async function runVerify() {
  const results = await runChecks();
  const failed = results.filter(({ isOk }) => !isOk);
  return {
    ...counts(results.length - failed.length, failed.length),
    report: failed.map(describeResult).join('\n'),
  };
}

async function runVitest(project, env = {}, more = []) {
  const result = resultFile(project);
  const args = [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${result}`,
    ...more,
  ];
  const { code, log } = await runQuietly(`test-${project}`, bin('vitest'), args, {
    env: { ...process.env, NO_COLOR: '1', TMPDIR: memoryFolder(), ...env },
  });
  const summary = readSummary(result);
  if (!summary) return crashed(log);
  const { numPassedTests, numFailedTests, numPendingTests = 0, numTodoTests = 0 } = summary;
  const unloaded = summary.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  // An unhandled rejection fails no test; the exit code knows.
  const failed = numFailedTests + unloaded.length || (code === 0 ? 0 : 1);
  const again = readFileSync(log, 'utf8').match(/\(retry x\d+\)/g)?.length ?? 0;
  return {
    ...counts(numPassedTests, failed, numPendingTests + numTodoTests),
    ...(again > 0 && { note: `${again} needed a second try` }),
    report: failed ? tail(log, 150) : '',
  };
}

// Half of their time they wait: for a process that starts, for a deadline that passes.
async function runSocket() {
  const missing = await bringPackages(testPackages());
  const result = await runVitest('socket', {}, ['--maxWorkers=4']);
  return missing ? { ...result, note: `without Python: ${missing}` } : result;
}

let web = null;
/** What the browser kind opens, made while ranks wait for each other: a third of the processors' time is free then. */
function bringWeb() {
  web ??= buildAll({ isPatient: true });
  web.catch(() => {});
  return web;
}

let engine = null;
// Null when the engine is there, else why not. Mostly it is brought from a registry: begun early, it comes beside the rest.
export function bringEngine() {
  engine ??= buildAgent().then(prepareEngine);
  engine.catch(() => {});
  return engine;
}

async function runMlx(kinds) {
  const isBrowserToo = kinds.includes('browser') && hasSpecs('e2e');
  const missing = await bringEngine();
  if (missing && !findPython()) return { ...counts(0, 0), note: `not run: ${missing}` };
  if (missing) return { ...counts(0, 1), report: `No MLX engine: ${missing}` };
  if (isBrowserToo) void bringWeb();
  return runVitest('mlx', { ESPALIER_ENGINE_FOLDER: engineFolder });
}

async function runBrowser() {
  if (!hasSpecs('e2e')) return { ...counts(0, 0), note: 'not run: e2e holds no specs' };
  const chromium = bringChromium();
  if (!chromium) return { ...counts(0, 1), report: 'No Chromium: install it, or set CHROME_PATH.' };
  await bringWeb();
  // Specs that need it say so themselves.
  const missing = await bringEngine();
  if (missing) console.log(`  No MLX engine: ${missing}`);
  const result = resultFile('browser');
  const { log } = await runQuietly('test-browser', bin('playwright'), ['test', '--reporter=line,json'], {
    env: {
      ...process.env,
      NO_COLOR: '1',
      TMPDIR: memoryFolder(),
      CHROME_PATH: chromium,
      ESPALIER_ENGINE_FOLDER: engineFolder,
      PLAYWRIGHT_JSON_OUTPUT_NAME: result,
    },
  });
  const stats = readSummary(result)?.stats;
  if (!stats) return crashed(log);
  const failed = stats.unexpected + (readSummary(result).errors?.length ?? 0);
  const note = stats.flaky ? `${stats.flaky} needed a second try` : undefined;
  return {
    ...counts(stats.expected + stats.flaky, failed, stats.skipped),
    note,
    report: failed ? tail(log, 150) : '',
  };
}

const counts = (passed, failed, skipped = 0) => ({ passed, failed, skipped });

const crashed = (log) => ({ ...counts(0, 1), report: `${tail(log, 60)}\nThe whole log: ${log}` });

function resultFile(kind) {
  const file = path.join(logsFolder, `test-${kind}.json`);
  rmSync(file, { force: true });
  return file;
}

function readSummary(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

const hasSpecs = (folder) =>
  existsSync(folder) && readdirSync(folder, { recursive: true }).some((name) => name.endsWith('.spec.ts'));
