import { beforeEach, describe, expect, test } from 'vitest';
import { LiveSample } from '@/shared/schemas/machine.ts';
import { ReadingChunk } from '@/shared/schemas/reading.ts';
import { makeTestContext, type TestContext } from '../../testing/context.ts';
import { machineFacts, makeMachine, newestReading } from '../../testing/factories.ts';
import { makeChunk } from '../../testing/readings.ts';
import { believeSample, ingestChunks, rollUp, sumEnergy } from './index.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const DAY = 24 * 3600;
const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

let ctx: TestContext;
let machineId: string;
let machineKey: number;
beforeEach(async () => {
  ctx = await makeTestContext({ now: NOW });
  // Of no known model: what it is rated for nobody knows.
  const facts = machineFacts({ hwModel: null });
  ({ id: machineId, key: machineKey } = await makeMachine(ctx.db, { facts }));
});
const rows = (table: string) =>
  ctx.db.$queryRawUnsafe<Record<string, never>[]>(
    `SELECT * FROM "${table}" WHERE "machineKey" = ${machineKey} ORDER BY 1, 2`,
  );
const ingest = (chunks: ReadingChunk[], bootId = 'boot') => ingestChunks(ctx, { machineId, bootId }, chunks);
/** A second after another the most that a machine can draw, all of them in the same ten seconds. */
const overlapping = (count: number, toAt: Date) =>
  Array.from({ length: count }, (_, index) =>
    makeChunk({ seq: index + 1, toAt, fromJoules: index * 1e6, toJoules: (index + 1) * 1e6 }),
  );

test('chunks that overlap hold no more than a machine can draw, from whatever rows it is read', async () => {
  await ingest(overlapping(50, at(-300)));
  const piece = { key: 0, machineId, fromMs: at(-360).getTime(), toMs: at(-240).getTime() };
  const ask = async (kind: 'minutes' | 'rests', more: object = {}) =>
    (await sumEnergy(ctx, { hours: [], minutes: [], rests: [], [kind]: [{ ...piece, ...more }] }))[0];
  expect(await ask('rests')).toMatchObject({ joules: 12e6, coveredMs: 120_000 });
  expect(await ask('rests', { fromMs: at(-306).getTime(), toMs: at(-304).getTime() })).toMatchObject({
    joules: 2e5,
    coveredMs: 2000,
  });
  await rollUp(ctx);
  expect(await ask('minutes')).toMatchObject({ joules: 6e6, coveredMs: 60_000 });
  expect(await rows('ReadingHour')).toMatchObject([{ energyJoules: 6e6, coveredMs: 60_000 }]);
});

test('nor what comes after its day was closed, under many names', async () => {
  for (const bootId of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
    await ingest(overlapping(1, at(-9 * DAY + 30)), bootId);
  expect(await rows('ReadingMinute')).toMatchObject([{ energyJoules: 6e6, coveredMs: 60_000 }]);
});

test('between chunks that contradict each other nothing is known', async () => {
  await ingest([makeChunk({ seq: 5, toAt: at(-300), fromJoules: 1e12, toJoules: 1e12 + 1000 })]);
  const run = makeChunk({ seq: 10, fromSeq: 1, fromAt: at(-400), toAt: at(-200), fromJoules: 0 });
  expect(await ingest([{ ...run, toJoules: 9000, readings: null, droppedReadings: 90 }])).toEqual({
    stored: [10],
  });
  expect(await rows('ReadingDrop')).toMatchObject([
    { fromSeq: 1, toSeq: 4, fromJoules: null, toJoules: null },
    { fromSeq: 6, toSeq: 10, fromJoules: null, toJoules: null },
  ]);
});

test('a chunk longer than its column of ages is kept, its readings spread over it', async () => {
  const agesMs = [60_000, 59_000, 40_000, 1000, 900, 800, 700, 600, 500, 0];
  const chunk = makeChunk({ toAt: at(-5), fromAt: at(-66) });
  expect(await ingest([{ ...chunk, readings: { ...chunk.readings!, agesMs } }])).toEqual({ stored: [1] });
  expect(await rows('ReadingChunk')).toMatchObject([{ agesMs: null, readings: 10, toJoules: 1000 }]);
});

test('what says it is of a day to come is let go, and not brought for ever', async () => {
  const chunks = [DAY + 60, 3600, -5].map((seconds, index) =>
    makeChunk({ seq: index + 1, toAt: at(seconds) }),
  );
  expect(new Set((await ingest(chunks)).stored)).toEqual(new Set([1, 3]));
  expect(await rows('ReadingChunk')).toHaveLength(1);
});

/** A Mac Studio M3 Ultra is rated for 270 W. */
describe('of a machine whose rating is known', () => {
  beforeEach(async () => void ({ id: machineId, key: machineKey } = await makeMachine(ctx.db)));
  const sumOf = async (fromS: number, toS: number) => {
    const piece = { key: 0, machineId, fromMs: at(fromS).getTime(), toMs: at(toS).getTime() };
    return (await sumEnergy(ctx, { hours: [], minutes: [piece], rests: [] }))[0];
  };
  const withWatts = (chunk: ReadingChunk, watts: (number | null)[]): ReadingChunk => ({
    ...chunk,
    readings: { ...chunk.readings!, powerWatts: watts },
  });

  test('a glitch of 54,000 W is a gap in the curve, and its energy is not counted: coverage falls', async () => {
    const watts = [100, 100, 54_000, ...Array<number>(7).fill(100)];
    const glitch = makeChunk({ seq: 2, toAt: at(-280), fromJoules: 1000, toJoules: 55_900 });
    await ingest([makeChunk({ toAt: at(-290) }), withWatts(glitch, watts)]);
    expect(await rows('ReadingChunk')).toMatchObject([
      { toJoules: 1000 },
      { toJoules: null, toCoveredMs: null, powerWatts: [100, 100, null, 100, 100, 100, 100, 100, 100, 100] },
    ]);
    await rollUp(ctx);
    expect(await rows('ReadingMinute')).toMatchObject([
      { energyJoules: 1000, coveredMs: 10_000, powerMax: 100 },
    ]);
    const live = { ...newestReading(), powerWatts: 54_000 };
    expect(believeSample(ctx, machineId, live)).toEqual({ ...live, powerWatts: null });
    expect(believeSample(ctx, machineId, { ...live, powerWatts: 800 }).powerWatts).toBe(800);
  });

  test('watts that no machine draws cost neither their sample nor their chunk', async () => {
    const chunk = withWatts(makeChunk({ toAt: at(-290) }), Array<number>(10).fill(2e5));
    const told = ReadingChunk.parse(chunk);
    expect(told.readings!.powerWatts).toEqual(Array(10).fill(null));
    expect(told.toJoules).toBe(1000);
    expect(LiveSample.parse({ ...newestReading(), powerWatts: 2e5 })).toMatchObject({ powerWatts: null });
  });

  test('a counter that stood still is uncovered time, and what comes late is spread over it', async () => {
    const powerSource = 'rapl_psys' as const;
    const still = { fromJoules: 1000, toJoules: 1000, powerSource };
    const stuck = Array.from({ length: 180 }, (_, index) =>
      makeChunk({ ...still, seq: index + 2, toAt: at(-2400 + (index + 1) * 10) }),
    );
    await ingest([makeChunk({ powerSource, toAt: at(-2400) }), ...stuck]);
    await rollUp(ctx);
    expect(await sumOf(-2400, -600)).toMatchObject({ joules: null, coveredMs: 0 });
    const late = { seq: 1, fromAt: at(-2400), toAt: at(-600), fromJoules: 0, toJoules: 180_000, powerSource };
    const spread = { ...late, fromCoveredMs: 0, toCoveredMs: 1_800_000, readings: null };
    await ingest([makeChunk(spread)], 'late');
    await ingest([makeChunk(spread)], 'late');
    await rollUp(ctx);
    expect(await sumOf(-2400, -600)).toMatchObject({ joules: 180_000, coveredMs: 1_800_000 });
    expect(await sumOf(-2400, -1500)).toMatchObject({ joules: 90_000, sources: [powerSource] });
  });
});
