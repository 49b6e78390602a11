import { expect, test } from 'vitest';
import { estimateJoules, estimateWatts, rangeOf, tellRange } from './power-estimate.ts';

const none = { idleWatts: null, maxWatts: null };
const studio = { idleWatts: 9, maxWatts: 270 };
const range = rangeOf(none, studio);

test.each([
  ['at rest', { gpuRatio: 0, cpuRatio: 0 }, 9],
  ['at most', { gpuRatio: 1, cpuRatio: 0.2 }, 270],
  ['by the busier one', { gpuRatio: 0.5, cpuRatio: 0.1 }, 139.5],
  ['by the processor where the GPU says nothing', { gpuRatio: null, cpuRatio: 0.5 }, 139.5],
  ['not at all without a load', { gpuRatio: null, cpuRatio: null }, null],
])('%s', (_name, load, watts) => expect(estimateWatts(load, range)).toBe(watts));

test('what is entered goes first, and half a range is none', () => {
  expect(rangeOf({ idleWatts: 12, maxWatts: 300 }, studio)).toEqual({
    idleWatts: 12,
    maxWatts: 300,
    basis: 'entered',
  });
  expect(rangeOf({ idleWatts: 12, maxWatts: null }, studio)).toMatchObject({ basis: 'catalogue' });
  expect(rangeOf(none, { idleWatts: 9, maxWatts: null })).toBeNull();
  expect(rangeOf(none, { idleWatts: 90, maxWatts: 20 })).toBeNull();
  expect(estimateWatts({ gpuRatio: 1, cpuRatio: 1 }, null)).toBeNull();
  expect(tellRange(range!)).toBe('from its load, between 9 W idle and 270 W at most, by the catalogue');
});

test('over time parts add up to the whole', () => {
  const parts = [estimateJoules(100, 20, range!), estimateJoules(3500, 700, range!)];
  expect(parts[0]! + parts[1]!).toBeCloseTo(estimateJoules(3600, 720, range!), 9);
  expect(estimateJoules(3600, 3600, range!)).toBe(270 * 3600);
});
