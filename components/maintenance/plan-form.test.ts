import { expect, test } from 'vitest';
import { emptyPlan, type PlanForm, problemOf, ruleOf, timesOf, wantedOf } from './plan-form.ts';

const ZONE = 'Europe/Berlin';
const NOW_MS = Date.parse('2026-11-26T08:00:00Z');
const form = (changes: Partial<PlanForm> = {}): PlanForm => ({
  ...emptyPlan(['a'], NOW_MS, ZONE),
  ...changes,
});

test('it begins as tomorrow at eight, for two hours', () => {
  const times = timesOf(form(), ZONE);
  expect(times?.startsAt.toISOString()).toBe('2026-11-27T07:00:00.000Z');
  expect(times?.endsAt.toISOString()).toBe('2026-11-27T09:00:00.000Z');
  expect([ruleOf(form()), problemOf(form(), NOW_MS, ZONE)]).toEqual([null, null]);
});

test.each<[string, Partial<PlanForm>, string]>([
  ['no machine', { machineIds: [] }, 'Choose which machines'],
  ['no time', { time: '8' }, 'Fill in day and time'],
  ['a time that is over', { day: '2026-11-25' }, 'That time is over'],
  ['a last day before the first', { repeat: 'weeks', untilDate: '2026-11-26' }, 'The last day'],
  ['too long to come again', { repeat: 'weeks', durationMinutes: 10_080 }, '6 days at most'],
])('%s is said before it is sent', (_about, changes, words) => {
  expect(problemOf(form(changes), NOW_MS, ZONE)).toContain(words);
});

test('of a month it is the day, or the weekday that its first day is', () => {
  const rule = (changes: Partial<PlanForm>) => ruleOf(form({ repeat: 'months', ...changes }))?.nthWeekday;
  expect(rule({ nth: 'day' })).toBeNull();
  expect(rule({ nth: '4' })).toBe(4);
  expect(rule({ nth: '-1' })).toBe(-1);
  // Chosen for another day before: it does not fit this one any more.
  expect(rule({ nth: '1' })).toBeNull();
});

test('words about it ask for nothing else, another time or machine does', () => {
  const wanted = wantedOf(form(), ZONE);
  expect(wantedOf(form({ note: 'Dust filters' }), ZONE)).toBe(wanted);
  for (const other of [{ time: '09:00' }, { durationMinutes: 60 }, { machineIds: ['a', 'b'] }])
    expect(wantedOf(form(other), ZONE)).not.toBe(wanted);
});
