import { describe, expect, it } from 'vitest';
import {
  coverage,
  electricityCost,
  hasHeadline,
  isPartial,
  joulesPerToken,
  kilowattHours,
  machineTimeCost,
} from './energy-figures.ts';

describe('coverage', () => {
  it.each([
    [null, 1000, 0],
    [500, 1000, 0.5],
    [1001, 1000, 1],
    [0, 0, null],
  ])('of %s ms in %s ms is %s', (coveredMs, windowMs, expected) => {
    expect(coverage(coveredMs, windowMs)).toBe(expected);
  });

  it('is partial under 95 % and without a headline under 50 %; unknown is both', () => {
    expect([0.95, 0.949, null].map(isPartial)).toEqual([false, true, true]);
    expect([0.5, 0.499, null].map(hasHeadline)).toEqual([true, false, false]);
  });
});

describe('joulesPerToken', () => {
  it.each([
    [3000, 100, 30_000, 30],
    [3000, 100, 29_999, null],
    [3000, 10, 30_000, 300],
    [3000, 9, 30_000, null],
    [null, 100, 30_000, null],
  ])('%s J, %s tokens, %s ms covered: %s', (joules, tokens, coveredMs, expected) => {
    expect(joulesPerToken(joules, tokens, coveredMs)).toBe(expected);
  });
});

describe('money', () => {
  const tariff = { electricityPricePerKwh: 0.3, pue: 1.2 };

  it('turns joules into kilowatt-hours', () => {
    expect(kilowattHours(360_000)).toBeCloseTo(0.1, 12);
    expect(kilowattHours(null)).toBeNull();
  });

  it('applies the PUE once', () => {
    expect(electricityCost(3_600_000, tariff)).toBeCloseTo(0.36, 12);
    expect(electricityCost(null, tariff)).toBeNull();
  });

  it('prices machine time by the hour', () => {
    expect(machineTimeCost(90 * 60_000, 2)).toBe(3);
  });
});
