import { describe, expect, it } from 'vitest';
import { RATE_COEFFICIENTS } from '../domain/rate-coefficients.ts';
import { FITTED, lossOf, moveCoefficient } from './planner-fit.ts';
import { listPublished } from './published-points.ts';

const { points } = listPublished();

describe.each(['decode', 'prefill'] as const)('the coefficients for %s', (kind) => {
  it.each(FITTED[kind].map((one) => [one.path.join('.'), one] as const))(
    '%s is where the points have it',
    (_, one) => {
      // Not so? node scripts/planner-fit.mjs tells what they should be.
      const loss = lossOf(points, kind, RATE_COEFFICIENTS);
      for (const factor of [1.1, 1 / 1.1]) {
        expect(lossOf(points, kind, moveCoefficient(RATE_COEFFICIENTS, one, factor))).toBeGreaterThan(
          loss * 0.98,
        );
      }
    },
  );

  it('owe nothing to points that are held out', () => {
    const without = points.filter(({ use }) => use === 'fit');
    expect(lossOf(without, kind, RATE_COEFFICIENTS)).toBe(lossOf(points, kind, RATE_COEFFICIENTS));
  });
});
