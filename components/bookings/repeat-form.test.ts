import { expect, test } from 'vitest';
import * as forms from './repeat-form.ts';

const THURSDAY = new Date('2026-11-19T03:00:00Z');
const HOUR_MS = 3_600_000;
const rule = (pattern: forms.Pattern, timeZone = 'Europe/Berlin') =>
  forms.ruleOf({ ...forms.emptyRepeat(timeZone), pattern }, THURSDAY, 4 * HOUR_MS);

test('every pattern is a rule by the first day, in its zone', () => {
  expect(rule('week')).toEqual({
    unit: 'weeks',
    every: 1,
    weekdays: [],
    nthWeekday: null,
    startsOn: '2026-11-19',
    untilDate: null,
    times: 6,
    localTime: '04:00',
    durationMinutes: 240,
    timeZone: 'Europe/Berlin',
  });
  expect(rule('day')!.unit).toBe('days');
  expect(rule('workdays')!.weekdays).toEqual([1, 2, 3, 4, 5]);
  expect(rule('other-week')!.every).toBe(2);
  expect(rule('nth')).toMatchObject({ unit: 'months', nthWeekday: 3 });
  expect(rule('month')).toMatchObject({ unit: 'months', nthWeekday: null });
  expect(rule('week', 'America/New_York')).toMatchObject({ startsOn: '2026-11-18', localTime: '22:00' });
});

test('its words follow the first day', () => {
  expect(forms.patternWords('2026-11-19').map(([, words]) => words)).toEqual([
    'day',
    'Monday to Friday',
    'Thursday',
    'other Thursday',
    'third Thursday of a month',
    'month on day 19',
  ]);
  expect(forms.whenWords(rule('week')!)).toBe('at 04:00 for 4\u202fh');
});

test('without a start, or a length that can be booked, there is no rule', () => {
  const value = forms.emptyRepeat('Europe/Berlin');
  expect(forms.ruleOf(value, null, HOUR_MS)).toBeNull();
  expect(forms.ruleOf(value, THURSDAY, 0)).toBeNull();
});
