import { ensureNode } from './lib/node.mjs';
import { main, StepError } from './lib/run.mjs';
import { setup } from './lib/setup.mjs';
import { bringEngine, KINDS } from './lib/test-kinds.mjs';
import { recordTime } from './lib/times.mjs';

const startedAt = Date.now();
const NEED_ENGINE = new Set(['mlx', 'browser']);

await ensureNode();
await main(async () => {
  const kinds = chosenKinds(process.argv.slice(2));
  console.log('Testing Espalier');
  await setup();
  if (kinds.some((kind) => NEED_ENGINE.has(kind))) void bringEngine();
  const rows = [];
  for (const kind of kinds) rows.push(await runKind(kind, kinds));
  if (process.argv.length === 2) recordTime('test', startedAt);
  return summarise(rows);
});

function chosenKinds(args) {
  if (args.length === 0) return Object.keys(KINDS);
  const wanted = args[0] === '--only' ? (args[1] ?? '').split(',') : [];
  if (wanted.length > 0 && wanted.every((kind) => kind in KINDS)) return wanted;
  throw new StepError(`Usage: npm test [-- --only ${Object.keys(KINDS).join('|')}]`);
}

// A kind that can't even start counts as one failure, and the others still run.
async function runKind(kind, kinds) {
  const started = Date.now();
  console.log(`\n${kind}`);
  let row;
  try {
    row = await KINDS[kind](kinds);
  } catch (error) {
    row = {
      passed: 0,
      failed: 1,
      skipped: 0,
      report: error instanceof StepError ? error.message : error.stack,
    };
  }
  if (row.report) console.log(row.report);
  const seconds = (Date.now() - started) / 1000;
  console.log(
    `  ${row.passed} passed, ${row.failed} failed, ${seconds.toFixed(1)} s${row.note ? `  (${row.note})` : ''}`,
  );
  return { kind, seconds, ...row };
}

function summarise(rows) {
  const line = (kind, passed, failed, skipped, seconds, note = '') =>
    `${kind.padEnd(8)} ${passed.padStart(7)} ${failed.padStart(7)} ${skipped.padStart(8)} ${seconds.padStart(8)}  ${note}`.trimEnd();
  console.log(`\n${line('kind', 'passed', 'failed', 'skipped', 'seconds')}`);
  for (const { kind, passed, failed, skipped, seconds, note } of rows) {
    console.log(line(kind, String(passed), String(failed), String(skipped), seconds.toFixed(1), note));
  }
  const total = (key) => rows.reduce((sum, row) => sum + row[key], 0);
  console.log(`\n${total('passed')} passed, ${total('failed')} failed`);
  return total('failed') === 0 ? 0 : 1;
}
