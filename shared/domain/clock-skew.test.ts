import { expect, test } from 'vitest';
import { isSkewShown, skewWords } from './clock-skew.ts';

test.each([
  [null, false],
  [1900, false],
  [-2000, false],
  [-2001, true],
  [3_600_000, true],
])('%j ms is said: %j', (skewMs, isShown) => {
  expect(isSkewShown(skewMs)).toBe(isShown);
});

test.each([
  [-40_400, 'clock 40 s behind the portal’s'],
  [3_600_000, 'clock 60 min ahead of the portal’s'],
  [-86_400_000, 'clock 24 h behind the portal’s'],
])('%i ms: %s', (skewMs, words) => {
  expect(skewWords(skewMs)).toBe(words);
});
