import { expect, test } from 'vitest';
import { guessDayForm, readDay } from './read-day.ts';

test.each([
  ['2026-12-31', null, '2026-12-31'],
  ['2026-12-31 00:00:00', null, '2026-12-31'],
  ['31.12.2026', null, '2026-12-31'],
  ['1.2.26', 'mdy', '2026-02-01'],
  ['31/12/2026', null, '2026-12-31'],
  ['12/31/2026', null, '2026-12-31'],
  ['03/04/2026', 'dmy', '2026-04-03'],
  ['03/04/2026', 'mdy', '2026-03-04'],
  ['04/04/2026', null, '2026-04-04'],
  ['29.02.2028', null, '2028-02-29'],
] as const)('%j as %j', (text, order, day) => {
  expect(readDay(text, order)).toEqual({ day });
});

test.each([
  ['31.02.2027', null, '“31.02.2027” is no date: February 2027 has 28 days.'],
  ['29.02.2100', null, '“29.02.2100” is no date: February 2100 has 28 days.'],
  ['12/31/2026', 'dmy', '“12/31/2026” is no date: there is no month 31.'],
  ['0.1.2026', null, '“0.1.2026” is no date: January 2026 has 31 days.'],
  ['03/04/2026', null, '“03/04/2026” is 3 April or 4 March: say how dates are written.'],
  ['soon', null, '“soon” is no date. Write it as 2026-11-18.'],
  ['2026-12-31 09:30', null, '“2026-12-31 09:30” is no date. Write it as 2026-11-18.'],
] as const)('%j as %j is told', (text, order, problem) => {
  expect(readDay(text, order)).toEqual({ problem });
});

test.each([
  [['2026-12-31', ''], 'iso'],
  [['31.12.2026'], 'dots'],
  [['03/04/2026', '31/12/2026'], 'dmy'],
  [['03/04/2026', '12/31/2026'], 'mdy'],
  [['03/04/2026'], 'asks'],
  [['31/12/2026', '12/31/2026'], 'asks'],
  [['', 'soon'], 'none'],
])('the dates of %j', (cells, form) => {
  expect(guessDayForm(cells)).toBe(form);
});
