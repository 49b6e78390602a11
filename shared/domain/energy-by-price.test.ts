import { expect, test } from 'vitest';
import { energyByPrice } from './energy-by-price.ts';

const HOUR = 3_600_000;
const KWH = 3_600_000;
const tariff = (version: number, electricityPricePerKwh: number, pue: number) => ({
  version,
  currency: 'EUR',
  electricityPricePerKwh,
  pue,
});
const slot = (fromHour: number, toHour: number, it: ReturnType<typeof tariff>) => ({
  from: new Date(fromHour * HOUR),
  to: new Date(toHour * HOUR),
  tariff: it,
});
const hour = (at: number, joules: number) => ({ fromMs: at * HOUR, toMs: (at + 1) * HOUR, joules });

test('each hour at the price of its time, the PUE once', () => {
  const day = tariff(1, 0.3, 1.5);
  const night = { ...day, electricityPricePerKwh: 0.1 };
  const priced = energyByPrice([hour(0, 2 * KWH), hour(1, KWH)], [slot(0, 1, day), slot(1, 2, night)]);
  expect(priced).toMatchObject([
    { version: 1, pricePerKwh: 0.3, joules: 2 * KWH, facilityJoules: 3 * KWH },
    { version: 1, pricePerKwh: 0.1, joules: KWH, facilityJoules: 1.5 * KWH },
  ]);
  expect(priced.reduce((sum, it) => sum + it.cost, 0)).toBeCloseTo(1.05, 12);
});

test('a tariff that changes within an hour shares it by time, and nothing is lost', () => {
  const steps = [hour(0, KWH), hour(1, 7.3), hour(2, 11.1)];
  const priced = energyByPrice(steps, [slot(0, 0.25, tariff(1, 1, 1)), slot(0.25, 3, tariff(2, 2, 1))]);
  expect(priced[0]!.joules).toBe(KWH / 4);
  expect(priced.reduce((sum, it) => sum + it.joules, 0)).toBeCloseTo(KWH + 18.4, 6);
});

test('one price is one line however often it comes again', () => {
  const [day, night] = [tariff(1, 0.3, 1), tariff(1, 0.1, 1)];
  const slots = [slot(0, 1, day), slot(1, 2, night), slot(2, 3, day)];
  expect(energyByPrice([hour(0, 1), hour(1, 2), hour(2, 4)], slots).map((it) => it.joules)).toEqual([5, 2]);
});
