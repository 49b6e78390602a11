import { describe, expect, test } from 'vitest';
import { createCounterWatch, createStillnessWatch } from './counter-watch.ts';

describe('a counter that only rises', () => {
  /** Looked at each second; the values it has. */
  const looks = (values: number[], watch = createCounterWatch()) =>
    values.map((value, second) => watch.look(value, second * 1000));

  test('gives its rate from beat to beat', () => {
    expect(looks([100, 150, 250]).map((it) => it.perSecond)).toEqual([null, 50, 100]);
  });

  test('that moves each third second holds its rate between, as no spike and no nothing', () => {
    const rates = looks([0, 0, 0, 90, 90, 90, 180, 180, 180, 270]).map((it) => it.perSecond);
    expect(rates).toEqual([null, null, null, 30, 30, 30, 30, 30, 30, 30]);
  });

  test('that stops is no reading after a while, and one again when it moves', () => {
    const stopped = looks([0, 50, ...Array<number>(10).fill(50), 100, 150]);
    expect(stopped.slice(0, 7).every((it) => !it.isStuck)).toBe(true);
    expect(stopped.slice(7, 12).every((it) => it.isStuck && it.perSecond === null)).toBe(true);
    expect(stopped.at(-1)).toEqual({ perSecond: 50, isStuck: false });
  });

  test('that never moved is never a zero', () => {
    const looked = looks(Array<number>(20).fill(0));
    expect(looked.every((it) => it.perSecond === null)).toBe(true);
    expect(looked.at(-1)?.isStuck).toBe(true);
  });

  test('with a slow beat is given the time of some of its own beats', () => {
    const watch = createCounterWatch();
    for (const minute of [0, 1, 2]) watch.look(minute * 600, minute * 60_000);
    expect(watch.look(1200, 4 * 60_000)).toEqual({ perSecond: 10, isStuck: false });
    expect(watch.look(1200, 6 * 60_000)).toEqual({ perSecond: null, isStuck: true });
  });

  test('that falls begins anew', () => {
    expect(looks([500, 600, 10, 60]).map((it) => it.perSecond)).toEqual([null, 100, null, 50]);
  });
});

test('samples that are the same while there is load are no measurement; at rest they may be', () => {
  const watch = createStillnessWatch(10_000);
  const look = (second: number, isBusy: boolean, watts = 41.3) =>
    watch.look({ watts }, second * 1000, isBusy);
  for (let second = 0; second < 60; second += 1) expect(look(second, false)).toBe(false);
  for (let second = 60; second <= 69; second += 1) expect(look(second, true)).toBe(false);
  expect(look(70, true)).toBe(true);
  expect(look(71, true, 41.4)).toBe(false);
  expect(look(72, true, 41.4)).toBe(false);
});
