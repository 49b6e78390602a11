import { expect, test } from 'vitest';
import { seededRandom } from './seeded-random.ts';
import { isInHours, shareLimit, type Taking } from './share-limit.ts';

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const taking = (id: string, own: number | null = null, fixed: number | null = null): Taking => ({
  id,
  own,
  fixed,
});
const share = (limit: number | null, ...takings: Taking[]) => Object.fromEntries(shareLimit(limit, takings));

test('all alike, and what one does not want goes to the others', () => {
  expect(share(100, taking('a'))).toEqual({ a: 100 });
  expect(share(100, taking('a'), taking('b'), taking('c'))).toEqual({ a: 33, b: 33, c: 34 });
  expect(share(100, taking('a', 10), taking('b'), taking('c'))).toEqual({ a: 10, b: 45, c: 45 });
  expect(share(100, taking('a', null, 40), taking('b'))).toEqual({ a: 40, b: 60 });
  expect(share(null, taking('a', 10), taking('b'))).toEqual({ a: 10, b: null });
});

test(`over random copies the sum stays under, nobody is over their own and nobody could have more (SEED=${SEED})`, () => {
  const random = seededRandom(SEED);
  for (let round = 0; round < 2000; round++) {
    const limit = 1000 + Math.floor(random() * 1e6);
    const takings = Array.from({ length: 1 + Math.floor(random() * 8) }, (_, at) =>
      taking(`c${at}`, random() < 0.4 ? 1 + Math.floor(random() * limit) : null),
    );
    const parts = shareLimit(limit, takings);
    const sum = [...parts.values()].reduce<number>((all, it) => all + it!, 0);
    expect(sum).toBeLessThanOrEqual(limit);
    const most = Math.max(...[...parts.values()].map((it) => it!));
    for (const { id, own } of takings) {
      const part = parts.get(id)!;
      if (own !== null) expect(part).toBeLessThanOrEqual(own);
      if (own === null || part < own) {
        expect(part).toBeGreaterThanOrEqual(most - takings.length);
        expect(sum).toBeGreaterThan(limit - takings.length);
      }
    }
  }
});

test.each([
  [600, 480, 1200, true],
  [479, 480, 1200, false],
  [1200, 480, 1200, false],
  [10, 1320, 360, true],
  [600, 1320, 360, false],
  [600, null, 360, true],
  [600, 480, 480, true],
])('minute %i in %s to %s: %s', (minute, from, until, isIn) =>
  expect(isInHours(minute, from, until)).toBe(isIn),
);
