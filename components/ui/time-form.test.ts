import { expect, test } from 'vitest';
import * as forms from './time-form.ts';

const ZONE = 'Europe/Berlin';
const NOW = Date.parse('2026-11-18T22:04:00Z');
const HOUR = 3_600_000;

test('a form starts in the next five minutes, for two hours, in the lab’s zone', () => {
  const form = forms.emptyTimes(NOW, ZONE);
  expect(form.start).toEqual({ day: '2026-11-18', time: '23:05' });
  expect(form.end).toEqual({ day: '2026-11-19', time: '01:05' });
  expect(forms.endProblem(form, NOW, ZONE)).toBeNull();
  expect(forms.lengthOf(form, NOW, ZONE)).toBe('2\u202fh');
});

test('another start keeps the length, over a clock change too', () => {
  const form = forms.emptyTimes(NOW, ZONE);
  const moved = forms.withStart(form, { day: '2026-03-29', time: '01:00' }, NOW, ZONE);
  expect(moved.end).toEqual({ day: '2026-03-29', time: '04:00' });
  expect(forms.lengthOf(moved, NOW, ZONE)).toBe('2\u202fh');
  const now = forms.withStart(form, null, NOW, ZONE);
  expect(now.end).toEqual({ day: '2026-11-19', time: '01:04' });
  const typed = forms.withStart(
    forms.withEnd(form, { day: '2026-11-19', time: '00:20' }),
    { day: '2026-11-20', time: '08:00' },
    NOW,
    ZONE,
  );
  expect(typed.end).toEqual({ day: '2026-11-20', time: '09:15' });
});

test('a quick length moves the end', () => {
  const form = forms.withDuration(forms.emptyTimes(NOW, ZONE), 8 * HOUR, NOW, ZONE);
  expect(form.end).toEqual({ day: '2026-11-19', time: '07:05' });
});

test('a length from now is that length, whenever in the minute it is sent', () => {
  const form = forms.withDuration(
    forms.withStart(forms.emptyTimes(NOW, ZONE), null, NOW, ZONE),
    HOUR,
    NOW,
    ZONE,
  );
  for (const laterMs of [0, 1, 12_345, 59_999, 3 * 60_000 + 1]) {
    const { startsAt, endsAt } = forms.timesOf(form, NOW + laterMs, ZONE)!;
    expect([startsAt.getTime(), endsAt.getTime() - startsAt.getTime()]).toEqual([NOW + laterMs, HOUR]);
  }
  expect(forms.endOf(form, NOW + 3 * 60_000, ZONE)).toEqual({ day: '2026-11-19', time: '00:07' });
  const typed = forms.withEnd(form, { day: '2026-11-19', time: '00:30' });
  expect(forms.timesOf(typed, NOW + 5000, ZONE)!.endsAt.toISOString()).toBe('2026-11-18T23:30:00.000Z');
});

test('what can be seen to be wrong is said before the portal is asked', () => {
  const form = forms.emptyTimes(NOW, ZONE);
  const ends = (end: forms.LocalTime) => forms.endProblem(forms.withEnd(form, end), NOW, ZONE);
  const starts = (start: forms.LocalTime | null) => forms.startProblem({ ...form, start }, NOW, ZONE);
  expect(ends({ day: '2026-11-18', time: '21:00' })).toMatch(/before it starts/);
  expect(ends({ day: '', time: '21:00' })).toBe('Fill in the day, as 19 Nov.');
  expect(ends({ day: '31 Nov', time: '21:00' })).toBe(
    '“31 Nov” is no day. Write it as 19 Nov or 2026-11-19.',
  );
  expect(ends({ day: '2026-11-19', time: '25:00' })).toBe('“25:00” is no time of day. Write 00:00 to 23:59.');
  expect(starts({ day: '2026-11-19', time: '' })).toBe('Fill in the time, as 14:00.');
  expect(starts({ day: '2026-11-18', time: '22:00' })).toMatch(/is over/);
  expect(starts(null)).toBeNull();
});

test('what the clocks make of a time is said beside it', () => {
  const note = (day: string, time: string, zone = ZONE) => forms.clockNote({ day, time }, zone, NOW);
  expect(note('2027-03-28', '02:30')).toBe('02:30 does not exist on Sun 28 Mar 2027; it becomes 03:30.');
  expect(note('2027-10-31', '02:30')).toBe(
    '02:30 comes twice on Sun 31 Oct 2027; the first is meant, CEST, before the clocks go back.',
  );
  expect(note('2027-10-03', '02:15', 'Australia/Lord_Howe')).toMatch(/it becomes 02:45/);
  expect([note('2027-03-28', '03:30'), note('2027-03-28', '01:59'), note('2026-11-19', '02:30')]).toEqual([
    null,
    null,
    null,
  ]);
  expect(note('2027-03-28', '25:00')).toBeNull();
});

test.each([
  ['9', '09:00'],
  ['930', '09:30'],
  ['9:30', '09:30'],
  ['23.05', '23:05'],
  ['24:00', '24:00'],
  ['noon', 'noon'],
])('%s in a time field means %s', (text, time) => expect(forms.tidyTime(text)).toBe(time));
