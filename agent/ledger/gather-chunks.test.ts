import { expect, test } from 'vitest';
import { ReadingChunk } from '@/shared/schemas/reading.ts';
import { playMeter, reading } from '../testing/play-meter.ts';
import { createGatherer, type SpooledChunk } from './gather-chunks.ts';

const NOON = Date.parse('2026-03-01T12:00:00Z');
const seconds = (it: SpooledChunk[]) =>
  it.map(({ chunk }) => [chunk.fromAt.getTime() - NOON, chunk.toAt.getTime() - NOON].map((ms) => ms / 1000));
const joules = (it: SpooledChunk[]) => it.map(({ chunk }) => [chunk.fromJoules, chunk.toJoules]);

test('a chunk begins where the one before it ended, in time and in its counters', () => {
  const { run, chunks, gatherer } = playMeter(NOON);
  run(40);
  gatherer.flush();
  expect(seconds(chunks)).toEqual([
    [0, 15],
    [15, 30],
    [30, 39],
  ]);
  expect(joules(chunks)).toEqual([
    [0, 1500],
    [1500, 3000],
    [3000, 3900],
  ]);
  expect(chunks.map((it) => it.chunk.seq)).toEqual([1, 2, 3]);
  // The very first reading is kept too.
  expect(chunks.map((it) => it.chunk.readings!.agesMs.length)).toEqual([16, 15, 9]);
  for (const { chunk } of chunks) expect(ReadingChunk.safeParse(chunk).success).toBe(true);
});

test('a column without a meter is null, numbers are no longer than they are exact, rates are a second’s', () => {
  const chunks: SpooledChunk[] = [];
  const gatherer = createGatherer({ bootId: 'boot', onChunk: (it) => chunks.push(it) });
  for (const [second, networkRxBytes] of [1000, 3000, 500, 700].entries()) {
    gatherer.add(reading({ at: new Date(NOON + second * 2000), monotonicMs: second * 2000, networkRxBytes }));
  }
  gatherer.flush();
  expect(chunks[0]!.chunk.readings).toMatchObject({
    cpuRatio: [0.123, 0.123, 0.123, 0.123],
    gpuRatio: null,
    temperatureCelsius: [51.3, 51.3, 51.3, 51.3],
    // A counter that fell has begun anew.
    rxBytesPerSecond: [null, 1000, null, 100],
    txBytesPerSecond: null,
  });
});

test('a silence is left between two chunks of one boot, and costs no energy', () => {
  const { run, chunks, gatherer, state, bootId } = playMeter(NOON);
  run(20);
  state.second += 100;
  run(20);
  gatherer.flush();
  expect(seconds(chunks)).toEqual([
    [0, 15],
    [15, 19],
    [120, 135],
    [135, 139],
  ]);
  expect(chunks.every((it) => it.bootId === bootId)).toBe(true);
  expect(chunks[1]!.chunk.toJoules).toBe(1900);
});

test.each([40_000, -40_000, 3_600_000])('a clock that is set by %i ms begins a series of its own', (step) => {
  const { run, chunks, gatherer, state } = playMeter(NOON);
  run(20);
  state.clockMs = step;
  run(20);
  gatherer.flush();
  const [before, after] = [chunks.slice(0, 2), chunks.slice(2)];
  expect(new Set(chunks.map((it) => it.bootId)).size).toBe(2);
  expect(after.map((it) => it.chunk.seq)).toEqual([1, 2]);
  expect(seconds(before)).toEqual([
    [0, 15],
    [15, 19],
  ]);
  expect(seconds(after)[0]).toEqual([19 + step / 1000, 34 + step / 1000]);
  // The second in which it was set is not lost.
  expect(after[0]!.chunk.fromJoules).toBe(before[1]!.chunk.toJoules);
});

test('another power source begins a chunk; a reading without a meter does not', () => {
  const { run, chunks, gatherer } = playMeter(NOON, (second) => (second === 3 ? null : 100));
  run(6);
  run(4, { powerSource: 'plug_meter' });
  gatherer.flush();
  expect(seconds(chunks)).toEqual([
    [0, 5],
    [5, 9],
  ]);
  expect(chunks.map((it) => it.chunk.powerSource)).toEqual(['smc_pstr', 'plug_meter']);
  expect(chunks[0]!.chunk.readings!.powerWatts![3]).toBeNull();
});

test('a machine without a power meter has no counters', () => {
  const { run, chunks } = playMeter(NOON, () => null);
  run(20, { energyJoules: null, coveredMs: null });
  expect(chunks[0]!.chunk).toMatchObject({ fromJoules: null, toJoules: null, powerSource: null });
});

test('what a counter brings late is told as a chunk of its own of that time; of more than an hour ago it is missing', () => {
  const { run, chunks, gatherer, state } = playMeter(NOON);
  run(2000);
  const late = { fromMonotonicMs: 5000 + 100_000, toMonotonicMs: 5000 + 2_000_000, joules: 9000 };
  run(1, { late });
  run(1, { late: { ...late, toMonotonicMs: late.fromMonotonicMs + 4_000_000 } });
  gatherer.flush();
  const own = chunks.filter((it) => it.chunk.readings === null);
  expect(seconds(own)).toEqual([[100, 2000]]);
  expect(own[0]!.chunk).toMatchObject({ fromJoules: 0, toJoules: 9000, toCoveredMs: 1_900_000 });
  expect(ReadingChunk.safeParse(own[0]!.chunk).success).toBe(true);
  expect(chunks.at(-1)!.chunk.toJoules).toBe(state.joules);
});
