import { describe, expect, it } from 'vitest';
import { findRing } from './ring-search.ts';

const names = (size: number) => Array.from({ length: size }, (_, index) => `m${index}`);
const among = (pairs: readonly (readonly [string, string])[]) => {
  const cabled = new Set(pairs.flatMap(([a, b]) => [`${a} ${b}`, `${b} ${a}`]));
  return (a: string, b: string) => cabled.has(`${a} ${b}`);
};
const isRound = (order: readonly string[], isNeighbour: (a: string, b: string) => boolean) =>
  order.every((id, index) => isNeighbour(id, order[(index + 1) % order.length] ?? ''));

/** Cables between two groups only: of unequal size they have no round trip, and backtracking tries them all. */
const twoGroups = (size: number, left: number) => {
  const sideOf = new Map(names(size).map((name, index) => [name, index < left]));
  return (a: string, b: string) => sideOf.get(a) !== sideOf.get(b);
};

describe('findRing', () => {
  it.each([
    ['nobody', [], [], null],
    ['one', ['a'], [], ['a']],
    ['two with a cable', ['a', 'b'], [['a', 'b']], ['a', 'b']],
    ['two without', ['a', 'b'], [], null],
    [
      'a chain of three',
      ['a', 'b', 'c'],
      [
        ['a', 'b'],
        ['b', 'c'],
      ],
      null,
    ],
  ] as const)('%s', (_, ids, pairs, order) => {
    expect(findRing(ids, among(pairs))).toEqual({ order, isComplete: true });
  });

  it('finds the way round five, starting with the first', () => {
    const ring = among([
      ['m0', 'm2'],
      ['m2', 'm4'],
      ['m4', 'm1'],
      ['m1', 'm3'],
      ['m3', 'm0'],
    ]);
    expect(findRing(names(5), ring).order).toEqual(['m0', 'm2', 'm4', 'm1', 'm3']);
  });

  it('finds a way through two equal groups of ten', () => {
    const { order } = findRing(names(20), twoGroups(20, 10));
    expect(new Set(order)).toEqual(new Set(names(20)));
    expect(isRound(order ?? [], twoGroups(20, 10))).toBe(true);
  });

  it('sees at once that a machine with one cable is on no round trip', () => {
    const isNeighbour = (a: string, b: string) =>
      a === 'm19' ? b === 'm0' : b === 'm19' ? a === 'm0' : true;
    expect(findRing(names(20), isNeighbour)).toEqual({ order: null, isComplete: true });
  });

  it('gives up on twenty densely cabled machines without a round trip, and says that it did', () => {
    let asked = 0;
    const isNeighbour = (a: string, b: string) => {
      asked += 1;
      return twoGroups(20, 9)(a, b);
    };
    const started = performance.now();
    expect(findRing(names(20), isNeighbour)).toEqual({ order: null, isComplete: false });
    expect(performance.now() - started).toBeLessThan(5000);
    expect(asked).toBe(20 * 19);
  });

  it('goes round two hundred machines that are all cabled', () => {
    expect(findRing(names(200), () => true).order).toEqual(names(200));
  });
});
