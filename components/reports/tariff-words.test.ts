import { describe, expect, it } from 'vitest';
import { electricityWords, otherCostWords, tariffSentences } from './tariff-words.ts';
import type { ReportView } from './types.ts';

const tariff = (
  version: number,
  kwh: number,
  over: object = {},
): ReportView['tariffs'][number]['tariff'] => ({
  version,
  validFrom: '2026-01-01T00:00:00Z',
  currency: 'EUR',
  machineHourPrice: 0.9,
  electricityPricePerKwh: kwh,
  pue: 1,
  bands: [],
  machineRates: [],
  millionTokenPrice: null,
  ...over,
});
const report = (...uses: [string, ReturnType<typeof tariff>][]) =>
  ({
    timeZone: 'Europe/Berlin',
    to: '2026-11-30T23:00:00Z',
    tariffs: uses.map(([from, it]) => ({ from, to: '2026-11-30T23:00:00Z', tariff: it })),
  }) as ReportView;
const [FIRST, LATER] = ['2026-10-31T23:00:00Z', '2026-11-13T23:00:00Z'];

it('tells other prices by hour and by kind of machine', () => {
  const bands = [{ weekdays: [1], fromMinute: 1320, toMinute: 360, pricePerKwh: 0.21 }];
  const machineRates = [{ catalogId: 'x', hourly: 2 }];
  expect(tariffSentences(report([FIRST, tariff(1, 0.27, { bands, machineRates })]))).toEqual([
    'Tariff 1: €0.90 for an hour of one machine, other prices for some kinds, €0.27 for a kWh, €0.21 from 22:00 to 06:00.',
  ]);
});

describe('electricityWords', () => {
  it.each([
    ['one price', report([FIRST, tariff(1, 0.27)]), 'at €0.27 a kWh'],
    [
      'a price that changed',
      report([FIRST, tariff(1, 0.27)], [LATER, tariff(2, 0.31)]),
      'at €0.27 a kWh, from Sat 14 Nov at €0.31',
    ],
    [
      'a tariff with another price of time alone',
      report([FIRST, tariff(1, 0.27)], [LATER, tariff(2, 0.27, { machineHourPrice: 1 })]),
      'at €0.27 a kWh',
    ],
  ])('%s', (_name, view, words) => expect(electricityWords(view)).toContain(words));
});

it('every tariff that was used is named, with its day', () => {
  expect(tariffSentences(report([FIRST, tariff(1, 0.27, { pue: 1.2 })], [LATER, tariff(2, 0.31)]))).toEqual([
    'Tariff 1: €0.90 for an hour of one machine, €0.27 for a kWh, times 1.2 for cooling and the rest of the room.',
    expect.stringMatching(/^Tariff 2 from .*14 Nov.*: €0.90 for an hour of one machine, €0.31 for a kWh\.$/),
  ]);
  expect(otherCostWords([{ currency: 'USD', machineTime: 12, electricity: null }])).toEqual(['US$12.00']);
});
