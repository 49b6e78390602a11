import { expect, test } from 'vitest';
import { type BandedTariff, priceSlots } from './price-slots.ts';

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
const tariff = (bands: BandedTariff['bands']): BandedTariff => ({
  validFrom: new Date(0),
  currency: 'EUR',
  machineHourPrice: 1,
  electricityPricePerKwh: 0.3,
  pue: 1,
  bands,
});
const slots = (from: string, to: string, bands: BandedTariff['bands'], timeZone = 'Europe/Berlin') =>
  priceSlots([{ from: new Date(from), to: new Date(to), tariff: tariff(bands) }], timeZone).map((it) => [
    it.from.toISOString().slice(5, 16),
    (it.to.getTime() - it.from.getTime()) / 3_600_000,
    it.tariff.electricityPricePerKwh,
  ]);
const night = { weekdays: EVERY_DAY, fromMinute: 22 * 60, toMinute: 6 * 60, pricePerKwh: 0.2 };

test('a band past midnight is one slot, and edges are those of the lab’s clock', () => {
  expect(slots('2026-11-23T12:00:00Z', '2026-11-24T12:00:00Z', [night])).toEqual([
    ['11-23T12:00', 9, 0.3],
    ['11-23T21:00', 8, 0.2],
    ['11-24T05:00', 7, 0.3],
  ]);
});

test('of weekdays: a band belongs to the day it begins on', () => {
  const workdays = { ...night, weekdays: [1, 2, 3, 4, 5] };
  // Friday night runs into Saturday; Saturday and Sunday have none.
  expect(slots('2026-11-27T11:00:00Z', '2026-11-30T23:00:00Z', [workdays])).toEqual([
    ['11-27T11:00', 10, 0.3],
    ['11-27T21:00', 8, 0.2],
    ['11-28T05:00', 64, 0.3],
    ['11-30T21:00', 2, 0.2],
  ]);
});

test('an hour that comes twice costs twice, one that is skipped nothing', () => {
  const early = { ...night, fromMinute: 120, toMinute: 150 };
  expect(slots('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', [early])).toEqual([
    ['10-24T22:00', 2, 0.3],
    ['10-25T00:00', 0.5, 0.2],
    ['10-25T00:30', 0.5, 0.3],
    ['10-25T01:00', 0.5, 0.2],
    ['10-25T01:30', 21.5, 0.3],
  ]);
  expect(slots('2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', [early])).toEqual([['03-28T23:00', 23, 0.3]]);
  // Half an hour at once, in Lord Howe.
  expect(
    slots('2026-04-03T13:00:00Z', '2026-04-06T13:30:00Z', [night], 'Australia/Lord_Howe').reduce(
      (sum, it) => sum + Number(it[1]),
      0,
    ),
  ).toBe(72.5);
});

test('the parts are the whole, whatever the bands and the year', () => {
  const bands = [night, { weekdays: [1, 3], fromMinute: 615, toMinute: 1005, pricePerKwh: 0.5 }];
  for (const zone of ['Europe/Berlin', 'UTC', 'America/St_Johns', 'Pacific/Apia']) {
    const year = priceSlots(
      [
        {
          from: new Date('2011-01-01T00:00:00Z'),
          to: new Date('2012-01-01T00:00:00Z'),
          tariff: tariff(bands),
        },
      ],
      zone,
    );
    year.slice(1).forEach((it, index) => expect(it.from).toEqual(year[index]!.to));
    expect(year.reduce((sum, it) => sum + it.to.getTime() - it.from.getTime(), 0)).toBe(365 * 86_400_000);
  }
});
