import { describe, expect, it } from 'vitest';
import {
  coverage,
  electricityCost,
  energyBetween,
  hasHeadline,
  isPartial,
  joulesPerToken,
  kilowattHours,
  machineTimeCost,
  splitByTariff,
} from './energy.ts';

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

  it('prices each part of a window by the tariff of its own time', () => {
    const at = (hour: number): Date => new Date(Date.UTC(2026, 10, 24, hour));
    const tariffs = [
      { ...tariff, pue: 1, electricityPricePerKwh: 0.5, validFrom: at(12) },
      { ...tariff, pue: 1, electricityPricePerKwh: 0.1, validFrom: at(0) },
    ];
    const point = (hour: number, energyJoules: number) => ({
      bootId: 'one',
      at: at(hour),
      energyJoules,
      coveredMs: hour * 3_600_000,
      powerSource: 'smc_pstr' as const,
    });
    const points = [point(0, 0), point(10, 10 * 3.6e6), point(14, 14 * 3.6e6)];
    const parts = splitByTariff(tariffs, at(10), at(14));
    expect(parts.map((part) => [part.from, part.to])).toEqual([
      [at(10), at(12)],
      [at(12), at(14)],
    ]);
    const costs = parts.map((part) =>
      electricityCost(energyBetween(points, part.from, part.to).joules, part.tariff),
    );
    expect(costs[0]).toBeCloseTo(0.2, 9);
    expect(costs[1]).toBeCloseTo(1, 9);
  });

  it('lets the first tariff cover what came before it', () => {
    const at = (hour: number): Date => new Date(Date.UTC(2026, 10, 24, hour));
    const parts = splitByTariff([{ validFrom: at(5) }], at(0), at(10));
    expect(parts).toEqual([{ from: at(0), to: at(10), tariff: { validFrom: at(5) } }]);
  });
});
