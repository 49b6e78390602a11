import { describe, expect, test } from 'vitest';
import {
  type ChargedBooking,
  type ChargedMachine,
  chargedSpans,
  costLines,
  joinLines,
  ownPieces,
  type PricedMachine,
  type RentedHost,
  sumLines,
  tariffPieces,
} from './booking-cost.ts';
import { rentalCost } from './rental-cost.ts';
import { splitByTariff } from './tariffs.ts';
import { overlapMs, type Span } from './usage.ts';

const HOUR_MS = 3_600_000;
const at = (hour: number): Date => new Date(Date.UTC(2026, 10, 24) + hour * HOUR_MS);
const span = (from: number, to: number): Span => ({ from: at(from), to: at(to) });
const tariff = (version: number, from: number, price: number, currency = 'EUR') => ({
  version,
  validFrom: at(from),
  currency,
  machineHourPrice: price,
  electricityPricePerKwh: 0.3,
  pue: 1,
});
const booking = (from: number, to: number, over: Partial<ChargedBooking> = {}): ChargedBooking => ({
  status: 'confirmed',
  endReason: null,
  startsAt: at(from),
  endsAt: at(to),
  endedAt: null,
  missingMachineIds: [],
  degradedSince: null,
  chargedFrom: null,
  chargedUntil: null,
  chargeWaived: false,
  ...over,
});
const machine: ChargedMachine = { id: 'a', isRented: false, noShowBilled: false, maintenance: [] };
const hoursOf = (spans: readonly Span[]): number =>
  spans.reduce((sum, it) => sum + overlapMs(it, it), 0) / HOUR_MS;

describe('charged time', () => {
  test.each<[string, Partial<ChargedBooking>, Partial<ChargedMachine>, number]>([
    ['its reserved time, used or not', {}, {}, 4],
    ['what was given back early is not charged', { status: 'ended', endedAt: at(3) }, {}, 1],
    ['a request', { status: 'pending' }, {}, 0],
    ['one that was declined', { status: 'declined' }, {}, 0],
    ['one that was cancelled', { status: 'cancelled' }, {}, 0],
    ['one that made way', { status: 'ended', endReason: 'preempted', endedAt: at(4) }, {}, 0],
    [
      'nobody came, by the rule until its release',
      { status: 'ended', endReason: 'no_show', endedAt: at(3) },
      {},
      1,
    ],
    [
      'nobody came, by the rule all of it',
      { status: 'ended', endReason: 'no_show', endedAt: at(3) },
      { noShowBilled: true },
      4,
    ],
    [
      'nobody came to a rented host',
      { status: 'ended', endReason: 'no_show', endedAt: at(3) },
      { noShowBilled: true, isRented: true },
      1,
    ],
    ['a machine that went away', { missingMachineIds: ['a'], degradedSince: at(3.5) }, {}, 1.5],
    ['another one of it that went away', { missingMachineIds: ['b'], degradedSince: at(3) }, {}, 4],
    ['one away before it began', { missingMachineIds: ['a'], degradedSince: at(1) }, {}, 0],
    ['maintenance within it', {}, { maintenance: [span(3, 4), span(5.5, 8)] }, 2.5],
    ['maintenance beside it', {}, { maintenance: [span(0, 2), span(6, 8)] }, 4],
    ['other times were agreed', { chargedFrom: at(3), chargedUntil: at(5) }, {}, 2],
    ['it was waived', { chargeWaived: true }, {}, 0],
  ])('%s', (_name, over, of, hours) => {
    expect(hoursOf(chargedSpans(booking(2, 6, over), { ...machine, ...of }))).toBe(hours);
  });
});

const window = span(0, 48);
const priced = (over: Partial<PricedMachine>, now = at(48)) =>
  ownPieces({ ownRate: null, isRented: false, host: null, ...over }, { window, currency: 'EUR', now });

describe('prices', () => {
  const tariffs = tariffPieces(splitByTariff([tariff(1, -100, 1), tariff(2, 4, 2)], window));

  test('a change of the tariff within it: each part by its own', () => {
    const lines = costLines('a', tariffs, [span(2, 6)]);
    expect(lines.map((it) => [it.source, it.machineMs / HOUR_MS, it.amount])).toEqual([
      [{ kind: 'tariff', version: 1, validFrom: at(-100) }, 2, 2],
      [{ kind: 'tariff', version: 2, validFrom: at(4) }, 2, 4],
    ]);
  });

  test('two machines of two rates, and the tariff where there is none', () => {
    expect(priced({})).toBeNull();
    const lines = joinLines([
      ...costLines('a', priced({ ownRate: 3.2 })!, [span(2, 6)]),
      ...costLines('b', tariffs, [span(0, 4)]),
      ...costLines('c', tariffs, [span(0, 4)]),
    ]);
    expect(lines.map((it) => [it.machineIds, it.hourly, it.amount])).toEqual([
      [['a'], 3.2, 12.8],
      [['b', 'c'], 1, 8],
    ]);
    expect(sumLines(lines)).toEqual({
      money: [{ currency: 'EUR', amount: 20.8 }],
      chargedMs: 12 * HOUR_MS,
      unpricedMs: 0,
    });
  });

  test('currencies stay apart', () => {
    const changed = tariffPieces(splitByTariff([tariff(1, -100, 1), tariff(2, 4, 2, 'CHF')], window));
    expect(sumLines(costLines('a', changed, [span(2, 6)])).money).toEqual([
      { currency: 'EUR', amount: 2 },
      { currency: 'CHF', amount: 4 },
    ]);
  });

  test.each<[string, Parameters<typeof costLines>[1]]>([
    ['a time before the lab had prices', tariffPieces(splitByTariff([tariff(0, -100, 0)], window))],
    ['a rented Mac without a host', priced({ isRented: true })!],
    ['a host without a price', priced({ isRented: true, host: host({ hourly: null }) })!],
    ['a host that nobody says is allocated', priced({ isRented: true, host: host({ allocatedAt: null }) })!],
  ])('is unknown, not nothing: %s', (_name, pieces) => {
    expect(sumLines(costLines('a', pieces, [span(2, 6)]))).toEqual({
      money: [],
      chargedMs: 4 * HOUR_MS,
      unpricedMs: 4 * HOUR_MS,
    });
  });

  test.each([
    ['of 25 hours', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', 25],
    ['of 23 hours', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', 23],
  ])('a day %s costs what it lasted', (_name, from, to, hours) => {
    const day = { from: new Date(from), to: new Date(to) };
    const prices = tariffPieces(splitByTariff([tariff(1, -9000, 1)], day));
    expect(sumLines(costLines('a', prices, [day])).money).toEqual([{ currency: 'EUR', amount: hours }]);
  });
});

function host(over: Partial<RentedHost> = {}): RentedHost {
  return {
    provider: 'EC2',
    hourly: 1.2,
    currency: 'USD',
    allocatedAt: at(2),
    releasedAt: null,
    wipedSince: null,
    wipedMs: 0,
    ...over,
  };
}

describe('a rented host', () => {
  test.each<[string, Partial<RentedHost>, number, [number, number][]]>([
    [
      'allocated and still had',
      {},
      40,
      [
        [2, 10],
        [12, 40],
      ],
    ],
    ['booked before it was there', {}, 40, [[0, 10]]],
    [
      'given back within its least time',
      { releasedAt: at(12) },
      40,
      [
        [2, 6],
        [7, 12],
      ],
    ],
    ['booked past its release', { releasedAt: at(30) }, 40, [[2, 40]]],
    [
      'wiped before',
      { wipedMs: 3 * HOUR_MS },
      40,
      [
        [2, 20],
        [20, 40],
      ],
    ],
    ['wiped now', { wipedSince: at(20), wipedMs: HOUR_MS }, 40, [[2, 40]]],
    ['wiped now and given back', { wipedSince: at(20), releasedAt: at(22) }, 40, [[2, 40]]],
  ])('never brings in more than it costs: %s', (_name, over, nowHour, booked) => {
    const it = host(over);
    const pieces = priced({ isRented: true, host: it }, at(nowHour))!;
    const shares = booked.map(([from, to]) => {
      const spans = chargedSpans(booking(from, to), { ...machine, isRented: true });
      return sumLines(costLines('a', pieces, spans)).money[0]?.amount ?? 0;
    });
    const whole = rentalCost(
      {
        hourlyPrice: it.hourly,
        minimumHours: 24,
        allocatedAtMs: it.allocatedAt!.getTime(),
        releasedAtMs: it.releasedAt?.getTime() ?? null,
        wipedSinceMs: it.wipedSince?.getTime() ?? null,
        wipedMs: it.wipedMs,
      },
      at(nowHour).getTime(),
    )!;
    const total = shares.reduce((sum, share) => sum + share, 0);
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThanOrEqual(whole.soFar! + 1e-9);
  });

  test('a booking has its own time at the provider’s price, and none before or after', () => {
    const pieces = priced({ isRented: true, host: host({ releasedAt: at(30) }) })!;
    const cost = (from: number, to: number) =>
      sumLines(costLines('a', pieces, [span(from, to)])).money[0]?.amount;
    expect(cost(2, 12)).toBeCloseTo(12, 9);
    expect(cost(0, 4)).toBeCloseTo(2.4, 9);
    expect(cost(29, 40)).toBeCloseTo(1.2, 9);
    // Ahead of now it is priced as it stands.
    const ahead = priced({ isRented: true, host: host({ wipedSince: at(8) }) }, at(10))!;
    expect(sumLines(costLines('a', ahead, [span(9, 12)])).money).toEqual([{ currency: 'USD', amount: 2.4 }]);
  });
});
