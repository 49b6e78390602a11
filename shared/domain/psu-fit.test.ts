import { expect, test } from 'vitest';
import { fitPsu, LEAST_FIT_POINTS, pairWatts } from './psu-fit.ts';
import { seededRandom } from './seeded-random.ts';

const line = (count: number, off: (index: number) => number = () => 0) =>
  Array.from({ length: count }, (_, index) => {
    const wallWatts = 10 + index * 5;
    return { wallWatts, chipWatts: 0.9 * wallWatts - 1 + off(index) };
  });

test('a straight line is found again, with nothing left over', () => {
  const fit = fitPsu(line(20))!;
  expect(fit.slope).toBeCloseTo(0.9, 9);
  expect(fit.offsetWatts).toBeCloseTo(-1, 9);
  expect(fit.residualWatts).toBeCloseTo(0, 9);
  expect(fit.points).toBe(20);
});

test('what points are off is told, and the slope’s error is of that size', () => {
  const random = seededRandom(3);
  const fit = fitPsu(line(200, () => (random() - 0.5) * 2))!;
  // Even noise of ±1 W has 1/√3 W.
  expect(fit.residualWatts).toBeCloseTo(0.577, 1);
  expect(Math.abs(fit.slope - 0.9)).toBeLessThan(4 * fit.slopeError);
  expect(fit.slopeError).toBeLessThan(0.001);
});

test('too few hours, or hours that are all alike, make no line', () => {
  expect(fitPsu(line(LEAST_FIT_POINTS - 1))).toBeNull();
  expect(fitPsu(line(LEAST_FIT_POINTS))).not.toBeNull();
  expect(fitPsu(line(30).map((it) => ({ ...it, wallWatts: 40 })))).toBeNull();
});

test('joules of an hour are its mean watts', () => {
  expect(pairWatts({ wallJoules: 360_000, chipJoules: 324_000, ms: 3_600_000 })).toEqual({
    wallWatts: 100,
    chipWatts: 90,
  });
});
