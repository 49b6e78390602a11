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
});

test('a quick length moves the end', () => {
  const form = forms.withDuration(forms.emptyTimes(NOW, ZONE), 8 * HOUR, NOW, ZONE);
  expect(form.end).toEqual({ day: '2026-11-19', time: '07:05' });
});

test('what can be seen to be wrong is said before the portal is asked', () => {
  const form = forms.emptyTimes(NOW, ZONE);
  expect(forms.endProblem({ ...form, end: { day: '2026-11-18', time: '21:00' } }, NOW, ZONE)).toMatch(
    /before it starts/,
  );
  expect(forms.endProblem({ ...form, end: { day: '', time: '21:00' } }, NOW, ZONE)).toMatch(/Fill in/);
  expect(forms.startProblem({ ...form, start: { day: '2026-11-18', time: '22:00' } }, NOW, ZONE)).toMatch(
    /is over/,
  );
  expect(forms.startProblem({ ...form, start: null }, NOW, ZONE)).toBeNull();
});

test.each([
  ['9', '09:00'],
  ['930', '09:30'],
  ['9:30', '09:30'],
  ['23.05', '23:05'],
  ['24:00', '24:00'],
  ['noon', 'noon'],
])('%s in a time field means %s', (text, time) => expect(forms.tidyTime(text)).toBe(time));
