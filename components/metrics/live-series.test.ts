import { describe, expect, it } from 'vitest';
import { appendReading, pointsOf } from './live-series.ts';

const reading = (atMs: number, powerWatts: number | null = 100) => ({
  at: new Date(atMs).toISOString(),
  stale: false,
  powerWatts,
  cpuRatio: 0.5,
  gpuRatio: null,
  memoryUsedBytes: 8e9,
});

describe('appendReading', () => {
  it('appends newer readings once and forgets what left the window', () => {
    let points = appendReading([], reading(1000), 0);
    points = appendReading(points, reading(2000), 0);
    expect(appendReading(points, reading(2000), 0)).toBe(points);
    expect(appendReading(points, reading(1500), 0)).toBe(points);
    expect(appendReading(points, reading(3000), 1500).map((it) => it.atMs)).toEqual([2000, 3000]);
  });

  it('does not make a point of a stale reading', () => {
    const points = appendReading([], reading(1000), 0);
    expect(appendReading(points, { ...reading(2000), stale: true }, 0)).toBe(points);
  });
});

describe('pointsOf', () => {
  it('keeps "not measured" and turns units', () => {
    const points = appendReading([], reading(1000, null), 0);
    expect(pointsOf(points, 'powerWatts')).toEqual([{ atMs: 1000, value: null }]);
    expect(pointsOf(points, 'memoryUsedBytes', 1e-9)).toEqual([{ atMs: 1000, value: 8 }]);
  });
});
