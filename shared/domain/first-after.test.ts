import { expect, test } from 'vitest';
import { firstAfter } from './first-after.ts';

test('it is the first that lies after, whatever the length and however many are alike', () => {
  const values = [1, 3, 3, 3, 8];
  for (let length = 0; length <= values.length; length += 1)
    for (let atMs = 0; atMs <= 9; atMs += 1) {
      const own = values.slice(0, length);
      const found = own.findIndex((it) => it > atMs);
      expect(firstAfter(length, atMs, (place) => own[place]!)).toBe(found === -1 ? length : found);
    }
});
