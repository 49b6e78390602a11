import { expect, test } from 'vitest';
import { backOffMs } from './back-off.ts';

test.each([
  [0, 1, 500],
  [1, 1, 1000],
  [3, 0.5, 2000],
  [20, 1, 10_000],
  [5000, 1, 10_000],
  [7, 0, 0],
])('try %i with chance %f waits %i ms', (attempt, random, ms) => {
  expect(backOffMs(attempt, random)).toBe(ms);
});
