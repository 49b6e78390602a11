import { expect, test } from 'vitest';
import { addMonths, dayWords, monthGrid, readDay } from './day-text.ts';

// A Wednesday.
const TODAY = '2026-11-18';

test.each([
  ['Thu 19 Nov', '2026-11-19'],
  ['Thu, 19 November', '2026-11-19'],
  ['19 nov', '2026-11-19'],
  ['19. Nov', '2026-11-19'],
  ['19.11.', '2026-11-19'],
  ['19.11.2027', '2027-11-19'],
  ['19/11', '2026-11-19'],
  ['2026-11-19', '2026-11-19'],
  ['today', '2026-11-18'],
  ['Tomorrow', '2026-11-19'],
  ['wed', '2026-11-18'],
  ['Tuesday', '2026-11-24'],
  // The nearest of its years.
  ['3 Jan', '2027-01-03'],
  ['17 Nov', '2026-11-17'],
  ['1 Jan 2028', '2028-01-01'],
  ['29 Feb 2028', '2028-02-29'],
])('“%s” is %s', (text, day) => expect(readDay(text, TODAY)).toBe(day));

test.each([
  '',
  '31 Nov',
  '29.2.2027',
  '2026-02-30',
  'Fri 19 Nov',
  '11/19',
  'soon',
  '19',
  '19 Foo',
  'abc 19 Nov',
])('“%s” is no day', (text) => expect(readDay(text, TODAY)).toBeNull());

test('the page’s words are read back as the day they were made of', () => {
  for (const day of ['2026-11-19', '2027-01-01', '2026-12-31', '2028-02-29'])
    expect(readDay(dayWords(day, TODAY), TODAY)).toBe(day);
  expect([dayWords('2026-11-19', TODAY), dayWords('2027-03-28', TODAY)]).toEqual([
    'Thu 19 Nov',
    'Sun 28 Mar 2027',
  ]);
  expect(dayWords('soon', TODAY)).toBe('soon');
});

test('a month is six weeks from Monday on', () => {
  const grid = monthGrid('2026-11-18');
  expect([grid.length, grid[0]![0], grid[0]![6], grid[5]![6]]).toEqual([
    6,
    '2026-10-26',
    '2026-11-01',
    '2026-12-06',
  ]);
});

test('the same day of another month, or its last', () => {
  expect([addMonths('2026-11-18', 1), addMonths('2027-01-31', 1), addMonths('2026-01-15', -1)]).toEqual([
    '2026-12-18',
    '2027-02-28',
    '2025-12-15',
  ]);
});
