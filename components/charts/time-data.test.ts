import { describe, expect, it } from 'vitest';
import { gapLabel } from './time-labels.ts';
import { niceScale, toGrid, valueNow, windowFrom } from './time-data.ts';

const window = { fromMs: 0, toMs: 100_000, stepMs: 10_000 };
const points = (...at: (number | [number, number | null])[]) =>
  at.map((it) => (Array.isArray(it) ? { atMs: it[0], value: it[1] } : { atMs: it, value: it / 1000 }));
const every = (...without: number[]) =>
  points(...Array.from({ length: 11 }, (_, index) => index * 10_000).filter((it) => !without.includes(it)));
const series = (label: string, its: ReturnType<typeof points>) => ({ key: label, label, points: its });

describe('toGrid', () => {
  it('has no gap when every bucket is there', () => {
    const grid = toGrid([series('Anjou', every())], window);
    expect(grid.gaps).toEqual([]);
    expect(grid.columns[0]).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  });

  it('leaves a missing bucket empty and calls it a gap', () => {
    const grid = toGrid([series('Anjou', every(40_000, 50_000))], window);
    expect(grid.columns[0]!.slice(3, 7)).toEqual([30, null, null, 60]);
    expect(grid.gaps).toEqual([{ fromMs: 30_000, toMs: 60_000, labels: ['Anjou'] }]);
  });

  it('takes null for a gap and zero for a value', () => {
    const grid = toGrid(
      [series('Anjou', [...every(20_000, 30_000), ...points([20_000, null], [30_000, 0])])],
      window,
    );
    expect(grid.columns[0]!.slice(1, 4)).toEqual([10, null, 0]);
    expect(grid.gaps).toEqual([{ fromMs: 10_000, toMs: 30_000, labels: ['Anjou'] }]);
  });

  it('names every series that is silent, once', () => {
    const grid = toGrid([series('A', every(40_000)), series('B', every(30_000, 40_000))], window);
    expect(grid.gaps).toEqual([{ fromMs: 20_000, toMs: 50_000, labels: ['B', 'A'] }]);
  });

  it('says why a series is silent where most of a gap is known, and of several only what is so of all', () => {
    const asleep = { fromMs: 32_000, toMs: 58_000, why: 'asleep' };
    const quiet = { ...series('A', every(40_000, 50_000)), quiet: [asleep] };
    const [gap] = toGrid([quiet], window).gaps;
    expect(gap).toEqual({ fromMs: 30_000, toMs: 60_000, labels: ['A'], why: 'asleep' });
    expect(gapLabel(gap!, 1)).toBe('Asleep, 30 s');
    expect(gapLabel(gap!, 2)).toBe('A: asleep, 30 s');
    const other = series('B', every(40_000, 50_000));
    expect(toGrid([quiet, other], window).gaps[0]).not.toHaveProperty('why');
    const brief = { ...quiet, quiet: [{ ...asleep, toMs: 44_000 }] };
    expect(gapLabel(toGrid([brief], window).gaps[0]!, 1)).toBe('No readings, 30 s');
  });

  it('marks the time before the first reading and after the last', () => {
    const grid = toGrid([series('A', every(0, 10_000, 90_000, 100_000))], window);
    expect(grid.gaps.map((it) => [it.fromMs, it.toMs])).toEqual([[0, 20_000]]);
    const silent = toGrid([series('A', every(70_000, 80_000, 90_000, 100_000))], window);
    expect(silent.gaps.map((it) => [it.fromMs, it.toMs])).toEqual([[60_000, 100_000]]);
  });

  it('calls nothing a gap that has not been read', () => {
    const all = [series('A', every(0, 10_000, 50_000, 60_000, 90_000, 100_000))];
    expect(toGrid(all, window, { fromMs: 20_000, toMs: 55_000 }).gaps).toEqual([
      { fromMs: 40_000, toMs: 55_000, labels: ['A'] },
    ]);
  });

  it('puts readings between two steps into their bucket', () => {
    const grid = toGrid([series('A', points([11_234, 7], [19_999, 8]))], window);
    expect(grid.columns[0]!.slice(0, 3)).toEqual([null, 8, null]);
  });
});

describe('valueNow', () => {
  it('is unknown when the last reading is old', () => {
    expect(valueNow(every(), window)).toBe(100);
    expect(valueNow(every(100_000, 90_000, 80_000), window)).toBeNull();
  });
});

describe('windowFrom', () => {
  const hours = { fromMs: 0, toMs: 3_600_000, stepMs: 60_000 };
  it('begins where the first series does, and is never too short for a curve', () => {
    const late = [
      series('A', points([2_000_000, 1])),
      series('B', points([1_800_000, null], [1_900_000, 2])),
    ];
    expect(windowFrom(late, hours).fromMs).toBe(1_900_000);
    expect(windowFrom([series('A', points([3_590_000, 1]))], hours).fromMs).toBe(3_600_000 - 5 * 60_000);
  });
  it('stays what was asked where data goes further back, or there is none', () => {
    expect(windowFrom([series('A', points([-5, 1]))], hours).fromMs).toBe(0);
    expect(windowFrom([series('A', points([5, null]))], hours)).toBe(hours);
  });
});

describe('niceScale', () => {
  it.each([
    [120, 150, 4],
    [27.6, 30, 4],
    [1, 1, 4],
    [0.97, 1, 5],
    [384, 400, 5],
  ])('%f ends at %f', (max, top) => {
    const scale = niceScale(max);
    expect(scale.top).toBe(top);
    expect(scale.ticks[0]).toBe(0);
    expect(scale.ticks.at(-1)).toBe(top);
    expect(scale.ticks.length).toBeLessThanOrEqual(6);
  });
  it('has a scale for nothing', () => expect(niceScale(0)).toEqual({ top: 1, ticks: [0, 1] }));
});
