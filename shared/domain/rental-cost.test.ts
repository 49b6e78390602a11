import { expect, test } from 'vitest';
import { type Rental, rentalCost } from './rental-cost.ts';

const HOUR_MS = 3_600_000;
const taken = Date.UTC(2026, 10, 18, 13, 20);
const rental = (more: Partial<Rental> = {}): Rental => ({
  hourlyPrice: 1.83,
  minimumHours: 24,
  allocatedAtMs: taken,
  releasedAtMs: null,
  wipedSinceMs: null,
  wipedMs: 0,
  ...more,
});
const cents = (amount: number | null) => (amount === null ? null : Math.round(amount * 100) / 100);

test('within its least time: paid until its end in any case', () => {
  const cost = rentalCost(rental(), Date.UTC(2026, 10, 18, 22, 4))!;
  expect(cost).toMatchObject({ state: 'within-minimum', paidUntilMs: taken + 24 * HOUR_MS });
  expect([cents(cost.soFar), cents(cost.least)]).toEqual([15.98, 43.92]);
});

test('after that by the second', () => {
  const cost = rentalCost(rental(), taken + 24 * HOUR_MS + 1500)!;
  expect(cost).toMatchObject({ state: 'by-the-second', chargedMs: 24 * HOUR_MS + 2000 });
  expect(cost.soFar).toBeCloseTo(43.92 + (1.83 * 2) / 3600, 6);
});

test('released early it costs its least time, released late what it took', () => {
  const early = rentalCost(rental({ releasedAtMs: taken + HOUR_MS }), taken + 50 * HOUR_MS)!;
  expect(early).toMatchObject({ state: 'released', chargedMs: 24 * HOUR_MS });
  const late = rentalCost(rental({ releasedAtMs: taken + 30 * HOUR_MS }), taken + 50 * HOUR_MS)!;
  expect(cents(late.soFar)).toBe(54.9);
  expect(rentalCost(rental({ releasedAtMs: taken + 30 * HOUR_MS }), taken + 2 * HOUR_MS)!.state).toBe(
    'within-minimum',
  );
});

test('the time of a wipe is not charged, neither one that is over nor the one now', () => {
  const now = taken + 30 * HOUR_MS;
  expect(rentalCost(rental({ wipedMs: 2 * HOUR_MS }), now)).toMatchObject({ chargedMs: 28 * HOUR_MS });
  const wiped = rental({ wipedMs: HOUR_MS, wipedSinceMs: now - 3 * HOUR_MS });
  expect(rentalCost(wiped, now)).toMatchObject({ state: 'wiped', chargedMs: 26 * HOUR_MS });
  expect(rentalCost(wiped, now + 1e7)).toMatchObject({ chargedMs: 26 * HOUR_MS });
  // More than there was time for: nothing below zero.
  expect(rentalCost(rental({ wipedMs: 99 * HOUR_MS }), now)).toMatchObject({ chargedMs: 0 });
});

test('not allocated there is no cost; without a price the times are told all the same', () => {
  expect(rentalCost(rental({ allocatedAtMs: null }), taken)).toBeNull();
  expect(rentalCost(rental({ allocatedAtMs: taken + 1 }), taken)).toBeNull();
  expect(rentalCost(rental({ hourlyPrice: null }), taken + HOUR_MS)).toMatchObject({
    soFar: null,
    least: null,
    paidUntilMs: taken + 24 * HOUR_MS,
  });
});
