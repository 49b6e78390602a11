import { expect, test } from 'vitest';
import { toggled } from './chosen.ts';

const ORDER = ['a', 'b', 'c', 'd', 'e'];
const NONE = { ids: new Set<string>(), lastId: null };
const walk = (...steps: [id: string, withRange?: boolean][]) =>
  [
    ...steps.reduce(
      (it, [id, withRange = false]) => toggled(it, ORDER, id, withRange),
      NONE as Parameters<typeof toggled>[0],
    ).ids,
  ]
    .toSorted()
    .join('');

test('one by one, and with Shift from the last to this, either way', () => {
  expect(walk(['b'], ['d'], ['b'])).toBe('d');
  expect(walk(['b'], ['d', true])).toBe('bcd');
  expect(walk(['d'], ['b', true])).toBe('bcd');
});

test('what is taken away with Shift goes from the last to this', () => {
  expect(walk(['a'], ['e', true], ['b'], ['d', true])).toBe('ae');
});

test('with Shift but none before, or one that is out of sight, it is that row alone', () => {
  expect(walk(['c', true])).toBe('c');
  expect([...toggled({ ids: new Set(), lastId: 'gone' }, ORDER, 'c', true).ids]).toEqual(['c']);
});
