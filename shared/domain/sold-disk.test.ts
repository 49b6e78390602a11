import { expect, test } from 'vitest';
import { formatSoldDisk, soldDiskBytes } from './sold-disk.ts';

test.each([
  [245.1e9, '256\u202fGB'],
  [494.4e9, '512\u202fGB'],
  [994.7e9, '1\u202fTB'],
  [3.996e12, '4\u202fTB'],
  [700e9, '700\u202fGB'],
])('of a disk its agent sees %d bytes of, %s were sold', (seen, words) =>
  expect(formatSoldDisk(soldDiskBytes(seen))).toBe(words),
);
