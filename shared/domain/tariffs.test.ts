import { describe, expect, test } from 'vitest';
import { addCosts, costIn, costOfEnergy, costOfTime, type PricedTariff, splitByTariff } from './tariffs.ts';

const at = (hour: number): Date => new Date(Date.UTC(2026, 10, 24, hour));
const span = (from: number, to: number) => ({ from: at(from), to: at(to) });
const tariff = (from: number, over: Partial<PricedTariff> = {}): PricedTariff => ({
  validFrom: at(from),
  currency: 'EUR',
  machineHourPrice: 1,
  electricityPricePerKwh: 0.3,
  pue: 1,
  ...over,
});
const KWH = 3_600_000;

describe('splitByTariff', () => {
  test.each([
    ['one that has always held', [0], [6, 10], [[6, 10, 0]]],
    [
      'a change inside',
      [0, 8],
      [6, 10],
      [
        [6, 8, 0],
        [8, 10, 8],
      ],
    ],
    [
      'two changes',
      [8, 0, 7],
      [6, 10],
      [
        [6, 7, 0],
        [7, 8, 7],
        [8, 10, 8],
      ],
    ],
    ['a change at the edge', [0, 10], [6, 10], [[6, 10, 0]]],
    ['one that is still to come', [0, 12], [6, 10], [[6, 10, 0]]],
    ['what came before the first', [8], [6, 10], [[6, 10, 8]]],
    ['an empty window', [0], [6, 6], []],
  ] as const)('%s', (_name, starts, [from, to], parts) => {
    const found = splitByTariff(
      starts.map((it) => tariff(it)),
      span(from, to),
    );
    expect(found).toEqual(parts.map(([a, b, start]) => ({ ...span(a, b), tariff: tariff(start) })));
  });

  test('of two from the same moment the later version holds', () => {
    const [first, second] = [tariff(0, { machineHourPrice: 1 }), tariff(0, { machineHourPrice: 2 })];
    expect(splitByTariff([first, second], span(6, 10))).toEqual([{ ...span(6, 10), tariff: second }]);
  });
});

describe('a window with two tariffs', () => {
  const prices = splitByTariff([tariff(0), tariff(8, { machineHourPrice: 3, pue: 2 })], span(0, 24));

  test('is priced by both, for machine time', () => {
    expect(costOfTime(prices, span(6, 10), 2)).toEqual([
      { currency: 'EUR', machineTime: 2 * 2 * 1 + 2 * 2 * 3, electricity: null },
    ]);
    expect(costOfTime(prices, span(30, 40), 2)).toEqual([]);
  });

  test('is priced by both, for electricity, and applies each PUE once', () => {
    const [cost] = addCosts(prices.flatMap((it) => costOfEnergy(it.tariff, KWH)));
    expect(cost).toMatchObject({ currency: 'EUR', machineTime: 0 });
    expect(cost?.electricity).toBeCloseTo(0.3 + 0.3 * 2, 12);
    expect(costOfEnergy(tariff(0), null)).toEqual([]);
  });

  test('keeps currencies apart', () => {
    const mixed = splitByTariff(
      [tariff(0), tariff(8, { currency: 'USD', machineHourPrice: 2 })],
      span(0, 24),
    );
    const costs = addCosts([...costOfTime(mixed, span(6, 10), 1), ...costOfEnergy(tariff(0), KWH)]);
    expect(costs).toEqual([
      { currency: 'EUR', machineTime: 2, electricity: 0.3 },
      { currency: 'USD', machineTime: 4, electricity: null },
    ]);
    expect(costIn(costs, 'USD')).toEqual({ own: costs[1], others: [costs[0]] });
    expect(costIn([], 'USD').own).toEqual({ currency: 'USD', machineTime: 0, electricity: null });
  });
});
