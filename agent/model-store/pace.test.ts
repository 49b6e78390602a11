import { expect, test } from 'vitest';
import { createBudget, createPace } from './pace.ts';

test('no more comes in than the limit says, and a pause gives no burst', () => {
  let nowMs = 0;
  const wait = createBudget(1_000_000, () => nowMs);
  expect(wait(500_000)).toBe(500);
  expect(wait(500_000)).toBe(1000);
  nowMs = 10_000;
  expect(wait(250_000)).toBe(250);
  expect(wait(250_000)).toBe(500);
});

test('another limit counts from the next bytes on', async () => {
  const { signal } = new AbortController();
  const pace = createPace(null);
  const taken = async (bytes: number): Promise<number> => {
    const from = performance.now();
    await pace.hold(bytes, signal);
    return performance.now() - from;
  };
  await taken(1e12);
  pace.set(1_000_000);
  expect(await taken(30_000)).toBeGreaterThan(25);
  // What the earlier limit would still have held back is not waited for.
  pace.set(1e12);
  await taken(1_000_000);
  pace.set(null);
  await taken(1e12);
});
