import { beforeEach, describe, expect, test } from 'vitest';
import { cutForRollUps } from '@/shared/domain/energy-pieces.ts';
import { seededRandom } from '@/shared/domain/seeded-random.ts';
import type { ReadingChunk } from '@/shared/schemas/reading.ts';
import { makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeMachine } from '../../testing/factories.ts';
import { makeChunk, makeReadings } from '../../testing/readings.ts';
import { withoutProtection } from '../../testing/without-protection.ts';
import { ingestChunks, rollUp, sumEnergy } from './index.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

let ctx: TestContext;
let machineId: string;
let machineKey: number;
beforeEach(async () => {
  ctx = await makeTestContext({ now: NOW });
  ({ id: machineId, key: machineKey } = await makeMachine(ctx.db));
});

const rows = (table: 'ReadingMinute' | 'ReadingHour' | 'ReadingChunk') =>
  ctx.db.$queryRawUnsafe<Record<string, never>[]>(
    `SELECT * FROM "${table}" WHERE "machineKey" = ${machineKey} ORDER BY 1, 2`,
  );
async function energy(from: number, to: number) {
  const span = { from: at(from), to: at(to) };
  const { hours, minutes, rests } = cutForRollUps(span, NOW.getTime() - 180_000);
  const piece = (it: { fromMs: number; toMs: number }) => ({ ...it, key: 0, machineId });
  const sums = await sumEnergy(ctx, {
    hours: hours ? [piece(hours)] : [],
    minutes: minutes.map(piece),
    rests: rests.map(piece),
  });
  return sums[0];
}

test('a minute has the energy, the covered time and the extremes of its seconds', async () => {
  await makeReadings(ctx, { machineId, from: at(-3600), seconds: 120, watts: (second) => second });
  const [first, second] = await rows('ReadingMinute');
  const sum = (from: number, to: number) => ((from + to) * (to - from + 1)) / 2;
  expect(first).toMatchObject({
    at: at(-3600),
    energyJoules: sum(1, 60),
    coveredMs: 60_000,
    powerSources: 2,
  });
  expect(second).toMatchObject({ at: at(-3540), energyJoules: sum(61, 120), coveredMs: 60_000 });
  // The reading at the minute's very end belongs to the next one.
  expect(first).toMatchObject({ readings: 59, powerMin: 1, powerMean: 30, powerMax: 59 });
  expect(second).toMatchObject({
    readings: 60,
    powerMin: 60,
    powerMax: 119,
    cpuMean: 0.25,
    rxMax: 1000,
  });
  const [hour] = await rows('ReadingHour');
  expect(hour).toMatchObject({ at: at(-3600), energyJoules: sum(1, 120), coveredMs: 120_000, readings: 120 });
});

test('energy of any span is the sum of its seconds, from whatever rows it is read', async () => {
  const random = seededRandom(6);
  const watts = Array.from({ length: 7500 }, () => Math.round(random() * 300));
  await makeReadings(ctx, { machineId, from: at(-7503.25), seconds: 7500, watts: (it) => watts[it - 1]! });
  const exact = (from: number, to: number) =>
    watts.reduce((sum, it, index) => {
      const end = -7503.25 + index + 1;
      return sum + it * Math.max(0, Math.min(end, to) - Math.max(end - 1, from));
    }, 0);
  for (let round = 0; round < 60; round += 1) {
    const [from, to] = [random(), random()]
      .map((it) => Math.round((-7600 + it * 7700) * 1000) / 1000)
      .toSorted((a, b) => a - b);
    expect((await energy(from!, to!))?.joules ?? 0).toBeCloseTo(exact(from!, to!), 4);
  }
});

test('a chunk that comes late mends its minute and its hour', async () => {
  const chunk = (seq: number) => makeChunk({ seq, toAt: at(-3600 + seq * 10) });
  const boot = { machineId, bootId: 'boot' };
  await ingestChunks(ctx, boot, [chunk(1), chunk(3)]);
  expect(await rollUp(ctx)).toEqual({ minutes: 1 });
  expect(await rows('ReadingHour')).toMatchObject([{ energyJoules: 2000 }]);
  await ingestChunks(ctx, boot, [chunk(1), chunk(2), chunk(3)]);
  expect(await rollUp(ctx)).toEqual({ minutes: 1 });
  expect(await rows('ReadingMinute')).toMatchObject([
    { energyJoules: 3000, coveredMs: 30_000, readings: 30 },
  ]);
  expect(await rows('ReadingHour')).toMatchObject([{ energyJoules: 3000, coveredMs: 30_000 }]);
  expect(await rollUp(ctx)).toEqual({ minutes: 0 });
});

describe('what is told in any order, as often as may be, in any pieces', () => {
  const SECONDS = 1500;
  const start = -3600;
  const NOTHING = {
    cpuRatio: null,
    gpuRatio: null,
    memoryUsedBytes: null,
    temperatureCelsius: null,
    rxBytesPerSecond: null,
    txBytesPerSecond: null,
  };
  const integral = (from: number, to: number, wattsAt: (second: number) => number) =>
    Array.from({ length: to - from }, (_, index) => wattsAt(from + index + 1)).reduce((a, b) => a + b, 0);

  /** The same seconds cut into chunks as `random` says; some runs of them also come as one without readings. */
  function cut(random: () => number, wattsAt: (second: number) => number): ReadingChunk[] {
    const chunks: ReadingChunk[] = [];
    for (let from = 0; from < SECONDS;) {
      const length = Math.min(SECONDS - from, 1 + Math.floor(random() * 60));
      const edge = (second: number) => integral(0, second, wattsAt);
      const column = Array.from({ length }, (_, index) => wattsAt(from + index + 1));
      const agesMs = column.map((_, index) => (length - index - 1) * 1000);
      chunks.push({
        ...makeChunk({ seq: chunks.length + 1, toAt: at(start + from + length) }),
        fromAt: at(start + from),
        fromJoules: edge(from),
        toJoules: edge(from + length),
        fromCoveredMs: from * 1000,
        toCoveredMs: (from + length) * 1000,
        readings: {
          ...NOTHING,
          agesMs,
          powerWatts: column,
        },
      });
      from += length;
    }
    const runs = chunks.flatMap((it, index) => {
      const last = chunks[index + 3];
      if (random() > 0.1 || !last) return [];
      const { fromSeq, fromAt, fromJoules, fromCoveredMs } = it;
      return [{ ...last, fromSeq, fromAt, fromJoules, fromCoveredMs, readings: null, droppedReadings: 9 }];
    });
    return [...chunks, ...runs, ...chunks.filter(() => random() < 0.3)].toSorted(() => random() - 0.5);
  }
  async function tell(seed: number) {
    const random = seededRandom(seed);
    const values = Array.from({ length: SECONDS + 1 }, () => Math.round(random() * 300));
    const wattsAt = (second: number): number => values[second]!;
    for (const it of cut(random, wattsAt)) {
      await ingestChunks(ctx, { machineId, bootId: 'boot' }, [it]);
      if (random() < 0.1) await rollUp(ctx);
    }
    await rollUp(ctx);
    return { random, total: integral(0, SECONDS, wattsAt) };
  }

  test.each([1, 2, 3])('gives the same total, and its parts add up to it (SEED=%i)', async (seed) => {
    const { random, total } = await tell(seed);
    expect(await energy(start - 60, start + SECONDS + 60)).toMatchObject({
      joules: expect.closeTo(total, 5),
      coveredMs: expect.closeTo(SECONDS * 1000, 5),
    });
    const inside = Array.from({ length: 12 }, () => start + Math.floor(random() * SECONDS * 1000) / 1000);
    const cuts = [start - 60, ...inside.toSorted((a, b) => a - b), start + SECONDS + 60];
    let sum = 0;
    for (const [index, to] of cuts.slice(1).entries()) sum += (await energy(cuts[index]!, to))?.joules ?? 0;
    expect(sum).toBeCloseTo(total, 5);
  });

  test('which it would not, did a chunk not look for the run that it is in', async () => {
    const off = withoutProtection(['metrics.store-chunks'], /WHERE NOT EXISTS \([^)]*\)/, 'WHERE true');
    const { total } = await tell(1);
    expect(off.isOff()).toBe(true);
    expect((await energy(start - 60, start + SECONDS + 60))!.joules).toBeGreaterThan(total + 100);
  });
});
