import { describe, expect, it } from 'vitest';
import { splitByTokens, splitIdle } from './energy.ts';
import { seededRandom } from './seeded-random.ts';

const work = (id: string, completionTokens: number, promptTokens = 0) => ({
  id,
  completionTokens,
  promptTokens,
});

describe('splitByTokens', () => {
  it('shares 3 to 1 between requests with 3 to 1 tokens', () => {
    expect(splitByTokens(400, [work('ada', 30), work('ben', 10)])).toEqual({
      shares: [
        { id: 'ada', joules: 300 },
        { id: 'ben', joules: 100 },
      ],
      unattributedJoules: 0,
    });
  });

  it('counts a prompt token as a tenth of an output token unless told otherwise', () => {
    const requests = [work('ada', 10), work('ben', 0, 100)];
    expect(splitByTokens(100, requests).shares.map(({ joules }) => joules)).toEqual([50, 50]);
    expect(splitByTokens(110, requests, 1).shares.map(({ joules }) => Math.round(joules))).toEqual([10, 100]);
  });

  it('shares equally while nobody has a token yet', () => {
    expect(
      splitByTokens(90, [work('a', 0), work('b', 0), work('c', 0)]).shares.map(({ joules }) => joules),
    ).toEqual([30, 30, 30]);
  });

  it('charges nobody for a slice without requests', () => {
    expect(splitByTokens(90, [])).toEqual({ shares: [], unattributedJoules: 90 });
  });

  it('conserves energy for any mix', () => {
    const random = seededRandom(7);
    for (let round = 0; round < 2000; round += 1) {
      const joules = random() * 10 ** (random() * 8);
      const requests = Array.from({ length: Math.floor(random() * 12) }, (_, index) =>
        work(`r${index}`, Math.floor(random() * 500), Math.floor(random() * 4000)),
      );
      const { shares, unattributedJoules } = splitByTokens(joules, requests, random());
      const sum = shares.reduce((total, share) => total + share.joules, unattributedJoules);
      expect(Math.abs(sum - joules)).toBeLessThanOrEqual(1e-12 * joules);
      for (const share of shares) expect(share.joules).toBeGreaterThanOrEqual(0);
    }
  });
});

describe('splitIdle', () => {
  it('finds nothing active in a window at or under idle power', () => {
    expect(splitIdle(9 * 60, 60_000, 9)).toEqual({ activeJoules: 0, idleJoules: 540 });
    expect(splitIdle(8 * 60, 60_000, 9)).toEqual({ activeJoules: 0, idleJoules: 480 });
  });

  it('keeps the whole', () => {
    expect(splitIdle(6000, 60_000, 9)).toEqual({ activeJoules: 5460, idleJoules: 540 });
  });
});
