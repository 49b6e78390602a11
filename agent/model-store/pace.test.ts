import { expect, test } from 'vitest';
import { createBudget } from './pace.ts';

test('no more comes in than the limit says, and a pause gives no burst', () => {
  let nowMs = 0;
  const wait = createBudget(1_000_000, () => nowMs);
  expect(wait(500_000)).toBe(500);
  expect(wait(500_000)).toBe(1000);
  nowMs = 10_000;
  expect(wait(250_000)).toBe(250);
  expect(wait(250_000)).toBe(500);
});
