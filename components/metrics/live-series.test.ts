import { describe, expect, it } from 'vitest';
import { joinRates, joinReadings, pointsOf, stepFor } from './live-series.ts';

const point = (atMs: number, powerWatts: number | null = 100) => ({
  atMs,
  powerWatts,
  cpuRatio: 0.5,
  gpuRatio: null,
  memoryUsedBytes: 8e9,
});

describe('joinReadings', () => {
  it('goes on where the stored curve ends, each moment once', () => {
    const joined = joinReadings([point(1000), point(2000)], [point(1500), point(2000), point(3000)]);
    expect(joined.map((it) => it.atMs)).toEqual([1000, 2000, 3000]);
  });

  it('is the stored curve itself while nothing has come', () => {
    const stored = [point(1000)];
    expect(joinReadings(stored, [])).toBe(stored);
  });
});

describe('joinRates', () => {
  it('is zero where a session that can answer tells no rate', () => {
    const joined = joinRates(
      [{ atMs: 0, value: 0 }],
      [
        { atMs: 1000, tokensPerSecond: 20 },
        { atMs: 2000, tokensPerSecond: 0 },
      ],
      6500,
    );
    expect(joined.map((it) => [it.atMs, it.value])).toEqual([
      [0, 0],
      [1000, 20],
      [2000, 0],
      [4000, 0],
      [6000, 0],
    ]);
  });

  it('says nothing of a session that can not answer', () => {
    expect(joinRates([{ atMs: 0, value: 0 }], [], null)).toEqual([{ atMs: 0, value: 0 }]);
  });
});

describe('pointsOf', () => {
  it('keeps "not measured" and turns units', () => {
    const points = [point(1000, null)];
    expect(pointsOf(points, 'powerWatts')).toEqual([{ atMs: 1000, value: null }]);
    expect(pointsOf(points, 'memoryUsedBytes', 1e-9)).toEqual([{ atMs: 1000, value: 8 }]);
  });
});

it('takes steps no finer than a screen shows: a year in the seconds of an hour would be millions', () => {
  expect(stepFor(1000, 60_000)).toBe(2000);
  expect(stepFor(12_000, 3_600_000)).toBe(12_000);
  expect((365 * 86_400_000) / stepFor(2000, 365 * 86_400_000)).toBeLessThanOrEqual(2500);
});
