import { expect, test } from 'vitest';
import { expectedWaits } from './queue-wait.ts';

const TEN = [9000, 10_000, 11_000];

test('nobody waits where a slot is free, however little is known', () => {
  expect(expectedWaits({ slots: 1, runningMs: [], recentMs: [], waiting: 0 })).toEqual([0]);
  expect(expectedWaits({ slots: 4, runningMs: [1, 2, 3], recentMs: [], waiting: 0 })).toEqual([0]);
});

test('is not known from fewer than three answers', () => {
  expect(expectedWaits({ slots: 1, runningMs: [100], recentMs: [5000, 5000], waiting: 1 })).toEqual([
    null,
    null,
  ]);
});

test('one after the other: the rest of what runs, then an answer each', () => {
  expect(expectedWaits({ slots: 1, runningMs: [4000], recentMs: TEN, waiting: 2 })).toEqual([
    6000, 16_000, 26_000,
  ]);
});

test('an answer that takes longer than usual does not make the wait nothing', () => {
  expect(expectedWaits({ slots: 1, runningMs: [60_000], recentMs: TEN, waiting: 0 })).toEqual([2000]);
});

test('several at once: the slot that is free first', () => {
  expect(expectedWaits({ slots: 2, runningMs: [9000, 2000], recentMs: TEN, waiting: 3 })).toEqual([
    2000, 8000, 12_000, 18_000,
  ]);
});
