import { expect, test } from 'vitest';
import { seededRandom } from '@/shared/domain/seeded-random.ts';
import { backOffMs } from './back-off.ts';

const AGENTS = 100;
const BUCKET_MS = 100;

/** When each of a hundred agents that lost the portal at 0 first finds it again, `backAtMs` after that. */
function arrivals(seed: number, backAtMs: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: AGENTS }, () => {
    let atMs = 0;
    for (let attempt = 0; ; attempt += 1) {
      atMs += backOffMs(attempt, random());
      if (atMs >= backAtMs) return atMs - backAtMs;
    }
  });
}
const mostAtOnce = (times: readonly number[]): number =>
  Math.max(...[...Map.groupBy(times, (it) => Math.floor(it / BUCKET_MS)).values()].map((it) => it.length));

test.each([
  ['at once', 0, 40, 1000],
  ['after 10 s', 10_000, 20, 10_000],
  ['after 2 min', 120_000, 12, 10_000],
])(
  'a hundred agents whose portal is back %s are spread out, and none waits long',
  (_what, backAtMs, most, latestMs) => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const times = arrivals(seed, backAtMs);
      expect(mostAtOnce(times), `seed ${seed}`).toBeLessThanOrEqual(most);
      expect(Math.max(...times), `seed ${seed}`).toBeLessThanOrEqual(latestMs);
    }
  },
);
