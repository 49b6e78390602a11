import { describe, expect, test } from 'vitest';
import { bookValue, daysUntil, wholeMonths } from './depreciation.ts';

const mini = { purchasePrice: 2649, purchasedOn: '2025-01-20', lifespanMonths: 48, residualPrice: 0 };

test('a straight line in whole months from the day of purchase', () => {
  expect(bookValue(mini, '2026-11-18')).toEqual({
    worth: 1490.06,
    shareLeft: 1490.06 / 2649,
    monthsUsed: 21,
  });
  expect(bookValue(mini, '2026-11-20')).toMatchObject({ monthsUsed: 22 });
  expect(bookValue({ ...mini, residualPrice: 249 }, '2027-01-20')).toMatchObject({
    worth: 1449,
    monthsUsed: 24,
  });
});

test('never above its price, never below what is left at the end', () => {
  expect(bookValue(mini, '2024-06-01')).toMatchObject({ worth: 2649, shareLeft: 1, monthsUsed: 0 });
  expect(bookValue(mini, '2039-01-01')).toMatchObject({ worth: 0, shareLeft: 0, monthsUsed: 48 });
  expect(bookValue({ ...mini, residualPrice: 300 }, '2039-01-01')).toMatchObject({ worth: 300 });
  expect(bookValue({ ...mini, residualPrice: 9999 }, '2026-01-01')).toMatchObject({
    worth: 2649,
    shareLeft: 1,
  });
  expect(bookValue({ ...mini, purchasePrice: 0 }, '2026-01-01')).toMatchObject({ worth: 0, shareLeft: null });
});

test.each(['purchasePrice', 'purchasedOn', 'lifespanMonths'] as const)(
  'without %s its value is unknown',
  (key) => expect(bookValue({ ...mini, [key]: null }, '2026-11-18')).toBeNull(),
);

test('it only falls, from its price to its end', () => {
  const worths = Array.from({ length: 70 }, (_, month) => {
    const day = new Date(Date.UTC(2025, month, 20)).toISOString().slice(0, 10);
    return bookValue({ ...mini, residualPrice: 200 }, day)!.worth;
  });
  expect(worths).toEqual(worths.toSorted((a, b) => b - a));
  expect([worths[0], worths.at(-1)]).toEqual([2649, 200]);
});

describe('whole months', () => {
  test.each([
    ['2026-01-31', '2026-02-27', 0],
    ['2026-01-31', '2026-02-28', 1],
    ['2024-02-29', '2025-02-28', 12],
    ['2026-03-15', '2026-04-14', 0],
    ['2026-03-15', '2026-04-15', 1],
    ['2026-12-31', '2026-01-01', 0],
  ])('%s to %s: %i', (from, to, months) => expect(wholeMonths(from, to)).toBe(months));
});

test('days until a day, over a clock change too', () => {
  expect(daysUntil('2027-01-19', '2026-11-18')).toBe(62);
  expect(daysUntil('2026-03-30', '2026-03-28')).toBe(2);
  expect(daysUntil('2026-11-17', '2026-11-18')).toBe(-1);
});
