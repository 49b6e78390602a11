import { expect, it } from 'vitest';
import { rankPairs } from './backend.ts';

it.each([
  ['single', 1, 0],
  ['ring', 2, 1],
  ['ring', 4, 4],
  ['jaccl', 4, 6],
  ['jaccl_ring', 3, 3],
] as const)('%s of %i ranks has %i connections', (backend, size, count) => {
  const pairs = rankPairs(backend, size);
  expect(pairs).toHaveLength(count);
  expect(new Set(pairs.map((it) => it.toSorted().join('-'))).size).toBe(count);
});
