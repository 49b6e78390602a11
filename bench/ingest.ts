/**
 * Readings into Postgres through the module: what a chunk costs in CPU when every agent brings its own (as they come)
 * and when they catch up (a hundred a call), minutes and hours made along the way; and what a stored value takes on
 * disk, roll-ups and indexes included. Then how long the regular work over the whole table takes. Where Prometheus is,
 * the samples that came live go into it too, by remote write while it runs and by promtool's import.
 */
import { randomUUID } from 'node:crypto';
import type { ServiceContext } from '../server/context.ts';
import type { Database } from '../server/db.ts';
import { ingestChunks, pruneReadings, rollUp } from '../server/modules/metrics/index.ts';
import { makeMachine } from '../server/testing/factories.ts';
import { seededRandom } from '../shared/domain/seeded-random.ts';
import type { ReadingChunk } from '../shared/schemas/reading.ts';
import { familyCpuMs } from './cpu-times.ts';
import { makeContext } from './lib/context.ts';
import { withBenchDatabase } from './lib/database.ts';
import { importIntoPrometheus } from './lib/prometheus-import.ts';
import { writeIntoPrometheus } from './lib/prometheus-live.ts';

const MACHINES = 200;
const WARM_UP_MINUTES = 2;
const LIVE_MINUTES = 15;
const BACK_FILL_HOURS = 5;
const BATCH = 100;
const CHUNK_SECONDS = 15;
/** Watts, CPU, GPU, memory, temperature, bytes received and sent. */
const METERS = 7;
const SEED = 20_261_126;
const START = Date.UTC(2026, 10, 26, 6);

type Mac = { machineId: string; bootId: string; next(): ReadingChunk };

const main = (): Promise<void> =>
  withBenchDatabase(async (db, postgres) => {
    const clock = { ms: START };
    const ctx = makeContext(db, { kind: 'system', name: 'bench' }, () => new Date(clock.ms));
    const macs = await Promise.all(Array.from({ length: MACHINES }, (_, index) => makeMac(db, index)));
    await pruneReadings(ctx);
    const cpu = () => cpuSecondsWith(postgres.pid);
    await bringLive(ctx, clock, macs, WARM_UP_MINUTES);
    const live = await measure(cpu, () => bringLive(ctx, clock, macs, LIVE_MINUTES));
    const liveBytes = await bytesPerValue(db);
    const backFill = await measure(cpu, () => bringBackFill(ctx, clock, macs));
    const bytes = await bytesPerValue(db);
    console.table({ live, backFill });
    const beside = await besidePrometheus(macs, live, liveBytes.perValue);
    console.log(`${bytes.readings} readings stored: ${JSON.stringify(bytes.parts)} bytes a value`);
    console.log(`regular work over all of them, ms: ${JSON.stringify(await regularWork(ctx, clock))}`);
    console.log(
      JSON.stringify({
        bench: 'ingest',
        samplesPerSecondPerCore: live.samplesPerSecondPerCore,
        bytesPerValue: bytes.perValue,
        backFillSamplesPerSecondPerCore: backFill.samplesPerSecondPerCore,
        ...(beside && { besidePrometheus: beside }),
      }),
    );
  });

/** What came live, warm-up included, made anew from its seeds: values a second and core, and bytes a value. */
async function besidePrometheus(macs: readonly Mac[], live: Measured, bytesPerLiveValue: number) {
  const count = ((WARM_UP_MINUTES + LIVE_MINUTES) * 60) / CHUNK_SECONDS;
  const sources = macs.map(({ machineId }, index) => {
    const next = chunksOf(seededRandom(SEED + index));
    return { machineId, chunks: Array.from({ length: count }, next) };
  });
  const [imported, written] = [await importIntoPrometheus(sources), await writeIntoPrometheus(sources)];
  if (!imported || !written) {
    console.log('Prometheus is not here (Debian’s package prometheus): nothing to stand beside');
    return null;
  }
  const { values } = written;
  const beside = {
    values,
    espalier: {
      valuesPerSecondPerCore: live.samplesPerSecondPerCore * METERS,
      bytesPerValue: bytesPerLiveValue,
    },
    prometheus: {
      valuesPerSecondPerCore: Math.round(values / written.cpuSeconds),
      bytesPerValue: round(written.blockBytes / values),
      walBytesPerValue: round(written.walBytes / values),
    },
    prometheusImport: {
      valuesPerSecondPerCore: Math.round(imported.values / imported.cpuSeconds),
      bytesPerValue: round(imported.bytes / imported.values),
    },
  };
  const { values: _values, ...rows } = beside;
  console.table(rows);
  return beside;
}

/** CPU of this process, and of Postgres with all it has started so far. */
function cpuSecondsWith(postgresPid: number): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6 + familyCpuMs(postgresPid) / 1000;
}

async function makeMac(db: Database, index: number): Promise<Mac> {
  const { id: machineId } = await makeMachine(db, { agent: null });
  return { machineId, bootId: randomUUID(), next: chunksOf(seededRandom(SEED + index)) };
}

/** A Mac that idles and answers in turns: every meter present, values that wander as real ones do. */
function chunksOf(random: () => number): () => ReadingChunk {
  let [seq, toMs, joules, watts, memory, celsius] = [0, START - random() * 60_000, 0, 40, 180e9, 45];
  return () => {
    seq += 1;
    const fromMs = toMs;
    const fromJoules = joules;
    const isBusy = Math.sin(fromMs / 240_000 + random()) > 0.3;
    const columns = Array.from({ length: CHUNK_SECONDS }, () => {
      watts += ((isBusy ? 210 : 38) + 25 * random() - watts) * 0.5;
      memory = Math.min(500e9, Math.max(20e9, memory + (random() - 0.5) * 4e8));
      celsius += ((isBusy ? 75 : 42) - celsius) * 0.05 + random() - 0.5;
      joules += watts;
      return {
        watts: Math.round(watts * 100) / 100,
        memory: Math.round(memory),
        celsius: Math.round(celsius * 10) / 10,
      };
    });
    // A second is a little more than a second: timers are late.
    const ages = columns.map((_, index) =>
      Math.round((CHUNK_SECONDS - 1 - index) * 1001 + (index < 9 ? random() * 8 : 0)),
    );
    toMs = fromMs + CHUNK_SECONDS * 1001;
    const ratio = (most: number) => columns.map(() => Math.round(random() * most * 1000) / 1000);
    const bytes = (most: number) => columns.map(() => Math.round(random() ** 3 * most));
    return {
      seq,
      fromSeq: seq,
      fromAt: new Date(fromMs),
      toAt: new Date(toMs),
      fromJoules,
      toJoules: joules,
      fromCoveredMs: fromMs - START,
      toCoveredMs: toMs - START,
      powerSource: 'smc_pstr',
      memoryTotalBytes: 2 ** 39,
      readings: {
        agesMs: ages,
        powerWatts: columns.map((it) => it.watts),
        cpuRatio: ratio(isBusy ? 0.4 : 0.1),
        gpuRatio: ratio(isBusy ? 1 : 0.05),
        memoryUsedBytes: columns.map((it) => it.memory),
        temperatureCelsius: columns.map((it) => it.celsius),
        rxBytesPerSecond: bytes(2e9),
        txBytesPerSecond: bytes(2e9),
      },
      droppedReadings: 0,
    };
  };
}

type Measured = {
  samples: number;
  wallSeconds: number;
  cpuSeconds: number;
  samplesPerSecondPerCore: number;
};

async function measure(cpu: () => number, work: () => Promise<number>): Promise<Measured> {
  const [sinceMs, before] = [performance.now(), cpu()];
  const samples = await work();
  const cpuSeconds = cpu() - before;
  return {
    samples,
    wallSeconds: round((performance.now() - sinceMs) / 1000),
    cpuSeconds: round(cpuSeconds),
    samplesPerSecondPerCore: Math.round(samples / cpuSeconds),
  };
}
const round = (value: number): number => Math.round(value * 100) / 100;

/** Every machine brings its newest chunk every ten seconds, in a call of its own; roll-ups go along. */
async function bringLive(
  ctx: ServiceContext,
  clock: { ms: number },
  macs: readonly Mac[],
  minutes: number,
): Promise<number> {
  const rounds = (minutes * 60) / CHUNK_SECONDS;
  for (let round = 0; round < rounds; round += 1) {
    clock.ms += CHUNK_SECONDS * 1002;
    await Promise.all(macs.map((mac) => ingestChunks(ctx, mac, [mac.next()])));
    await rollUp(ctx);
  }
  return rounds * macs.length * CHUNK_SECONDS;
}

/** Every machine was away for hours and brings what it kept. */
async function bringBackFill(
  ctx: ServiceContext,
  clock: { ms: number },
  macs: readonly Mac[],
): Promise<number> {
  const calls = Math.round((BACK_FILL_HOURS * 3600) / CHUNK_SECONDS / BATCH);
  clock.ms += (calls + 1) * BATCH * CHUNK_SECONDS * 1001;
  for (let call = 0; call < calls; call += 1) {
    for (const mac of macs) await ingestChunks(ctx, mac, Array.from({ length: BATCH }, mac.next));
    await rollUp(ctx);
  }
  return calls * BATCH * macs.length * CHUNK_SECONDS;
}

async function bytesPerValue(db: Database) {
  await db.$executeRawUnsafe('CHECKPOINT');
  const sizes = await db.$queryRaw<{ kind: string; bytes: number }[]>`
    SELECT regexp_replace(relname, '_.*$', '') AS kind, sum(pg_total_relation_size(oid))::float8 AS bytes
    FROM pg_class WHERE relname LIKE 'Reading%' AND relkind = 'r' GROUP BY 1 ORDER BY 1`;
  const [count] = await db.$queryRaw<
    { readings: number }[]
  >`SELECT sum(readings)::float8 AS readings FROM "ReadingChunk"`;
  const values = count!.readings * METERS;
  const parts = Object.fromEntries(sizes.map((it) => [it.kind, round(it.bytes / values)]));
  return {
    readings: count!.readings,
    parts,
    perValue: round(sizes.reduce((sum, it) => sum + it.bytes, 0) / values),
  };
}

/** What runs every few seconds and every night, with nothing to do and then with a day to drop. */
async function regularWork(ctx: ServiceContext, clock: { ms: number }) {
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const sinceMs = performance.now();
    await work();
    return Math.round(performance.now() - sinceMs);
  };
  const rollUpIdle = await timed(() => rollUp(ctx));
  const pruneIdle = await timed(() => pruneReadings(ctx));
  clock.ms += 10 * 24 * 3_600_000;
  return { rollUpIdle, pruneIdle, pruneDroppingDays: await timed(() => pruneReadings(ctx)) };
}

await main();
