import { expect, test } from 'vitest';
import { addNewest, setNewest } from './newest.ts';

test('beyond its size a map forgets what was set longest ago, and setting again makes a key the newest', () => {
  const map = new Map<string, number>();
  for (const [key, value] of [
    ['a', 1],
    ['b', 2],
    ['a', 3],
    ['c', 4],
  ] as const)
    setNewest(map, key, value, 2);
  expect([...map]).toEqual([
    ['a', 3],
    ['c', 4],
  ]);
});

test('a set forgets in the same order', () => {
  const set = new Set<string>();
  for (const key of ['a', 'b', 'a', 'c']) addNewest(set, key, 2);
  expect([...set]).toEqual(['a', 'c']);
});
