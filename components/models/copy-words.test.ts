import { expect, test } from 'vitest';
import { leftMs } from './copy-words.ts';

test('what is left is told by the last rate, and only while something comes', () => {
  const copy = { state: 'copying' as const, bytesPerSecond: 100e6, totalBytes: 12e9, doneBytes: 8e9 };
  expect(leftMs(copy)).toBe(40_000);
  expect(leftMs({ ...copy, bytesPerSecond: null })).toBeNull();
  expect(leftMs({ ...copy, bytesPerSecond: 0 })).toBeNull();
  expect(leftMs({ ...copy, state: 'waiting' })).toBeNull();
  expect(leftMs({ ...copy, doneBytes: 12e9 })).toBeNull();
});
