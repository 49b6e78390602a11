import { expect, test } from 'vitest';
import { carbonGrams } from './carbon.ts';
import { DEFAULT_LIFE_YEARS, embodiedGrams, makingOf, sciScore, sumEmbodied } from './embodied-carbon.ts';

const HOUR_MS = 3_600_000;
const STUDIO = { kgCo2e: makingOf(262, 0.34), lifeYears: DEFAULT_LIFE_YEARS };

test('a Mac Studio of 262 kg, a third of it use, over four years is 4.9 g an hour', () => {
  expect(STUDIO.kgCo2e).toBeCloseTo(172.92, 6);
  expect(embodiedGrams(STUDIO, HOUR_MS)).toBeCloseTo(4.935, 3);
});

test('its whole life bears the whole of its making, half of it half, and half a machine half of that', () => {
  const life = 4 * 8760 * HOUR_MS;
  expect(embodiedGrams(STUDIO, life)).toBeCloseTo(172_920, 6);
  expect(embodiedGrams(STUDIO, life / 2, 0.5)).toBeCloseTo(43_230, 6);
  expect(embodiedGrams({ ...STUDIO, lifeYears: 8 }, life)).toBeCloseTo(86_460, 6);
});

test('one machine whose making nobody knows makes the sum unknown', () => {
  const known = { making: STUDIO, reservedMs: 10 * HOUR_MS };
  expect(sumEmbodied([known, known])).toBeCloseTo(2 * embodiedGrams(STUDIO, 10 * HOUR_MS), 9);
  expect(sumEmbodied([known, { making: null, reservedMs: HOUR_MS }])).toBeNull();
  expect(sumEmbodied([])).toBe(0);
});

test('SCI is operation and making per R, and says so when making is not in it', () => {
  // 9 W at rest for an hour in France: making outweighs what was drawn.
  const drawn = carbonGrams(9 * 3600, 44.18);
  expect(drawn).toBeCloseTo(0.398, 3);
  const whole = sciScore(drawn, embodiedGrams(STUDIO, HOUR_MS), 2)!;
  expect(whole.gramsPerUnit).toBeCloseTo((0.39762 + 4.93493) / 2, 4);
  expect(whole.isOperationalOnly).toBe(false);
  expect(sciScore(drawn, null, 2)).toEqual({ gramsPerUnit: drawn / 2, isOperationalOnly: true });
  expect(sciScore(drawn, 1, 0)).toBeNull();
});
