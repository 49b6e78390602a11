import { expect, test } from 'vitest';
import { addDays, fromLocal, mondayOf, startOfDay, toLocal, zoneOffsetMs } from './zoned-time.ts';

const BERLIN = 'Europe/Berlin';
const iso = (at: Date | null) => at?.toISOString() ?? null;

test.each([
  ['2026-11-24', '09:30', BERLIN, '2026-11-24T08:30:00.000Z'],
  ['2026-07-24', '09:30', BERLIN, '2026-07-24T07:30:00.000Z'],
  ['2026-11-24', '09:30', 'Asia/Kolkata', '2026-11-24T04:00:00.000Z'],
  ['2026-11-24', '00:00', 'Pacific/Auckland', '2026-11-23T11:00:00.000Z'],
  // Skipped by the clock change: the moment the clocks show an hour later.
  ['2026-03-29', '02:30', BERLIN, '2026-03-29T01:30:00.000Z'],
  // Comes twice: the first, still in summer time.
  ['2026-10-25', '02:30', BERLIN, '2026-10-25T00:30:00.000Z'],
])('%s %s in %s is %s', (day, time, zone, expected) =>
  expect(iso(fromLocal(day, time, zone))).toBe(expected),
);

test('what is no date or time is null', () => {
  expect(fromLocal('', '09:30', BERLIN)).toBeNull();
  expect(fromLocal('2026-11-24', '', BERLIN)).toBeNull();
  expect(fromLocal('24.11.2026', '09:30', BERLIN)).toBeNull();
  expect(fromLocal('2026-11-31', '09:30', BERLIN)).toBeNull();
  expect(fromLocal('2026-11-24', '24:00', BERLIN)).toBeNull();
});

test('days are counted over a clock change, and are 23 or 25 hours long then', () => {
  expect(addDays('2026-03-28', 1)).toBe('2026-03-29');
  expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
  const hours = (day: string) =>
    (startOfDay(addDays(day, 1), BERLIN).getTime() - startOfDay(day, BERLIN).getTime()) / 3_600_000;
  expect([hours('2026-03-29'), hours('2026-10-25'), hours('2026-11-24')]).toEqual([23, 25, 24]);
});

test('weeks begin on Monday', () => {
  expect(mondayOf('2026-11-22')).toBe('2026-11-16');
  expect(mondayOf('2026-11-16')).toBe('2026-11-16');
});

test('an instant goes back into date and time inputs', () => {
  expect(toLocal('2026-11-24T08:30:00Z', BERLIN)).toEqual({ day: '2026-11-24', time: '09:30' });
  expect(zoneOffsetMs(Date.parse('2026-11-24T08:30:00Z'), BERLIN)).toBe(3_600_000);
});
