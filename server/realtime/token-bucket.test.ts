import { expect, test } from 'vitest';
import { createTokenBucket } from './token-bucket.ts';

test('gives its burst at once, then as fast as it fills, and never more than its burst', () => {
  let nowMs = 0;
  const bucket = createTokenBucket({ burst: 5, perSecond: 2 }, () => nowMs);
  const taken = (tries: number) => Array.from({ length: tries }, () => bucket.take()).filter(Boolean).length;
  expect(taken(9)).toBe(5);
  nowMs += 1500;
  expect(taken(9)).toBe(3);
  nowMs += 3_600_000;
  expect(taken(9)).toBe(5);
  // A clock that goes back fills nothing, and costs nothing later.
  nowMs -= 1000;
  expect(taken(1)).toBe(0);
  nowMs += 2000;
  expect(taken(9)).toBe(2);
});

test('a cost that is not there takes nothing; one that is spent empties it', () => {
  const bucket = createTokenBucket({ burst: 5, perSecond: 0 }, () => 0);
  expect(bucket.take(6)).toBe(false);
  expect(bucket.take(4)).toBe(true);
  bucket.spend(3);
  expect(bucket.take(0.5)).toBe(false);
});
