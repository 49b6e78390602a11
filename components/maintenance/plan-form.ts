import { nthOf, type SeriesRule } from '@/shared/domain/series-dates.ts';
import { addDays, fromLocal, isDay, toLocal } from '@/shared/domain/zoned-time.ts';
import type { WindowView } from './types.ts';

export type PlanForm = {
  machineIds: readonly string[];
  repeat: 'once' | 'weeks' | 'months';
  every: number;
  /** Of a month: `day`, or which one of its weekday. */
  nth: string;
  day: string;
  time: string;
  durationMinutes: number;
  /** Empty: it goes on. */
  untilDate: string;
  note: string;
};

const MINUTE_MS = 60_000;
export const DURATIONS_MINUTES = [30, 60, 90, 120, 180, 240, 480, 720, 1440, 2880, 10_080];
export const EVERY = [1, 2, 3, 4, 5, 6, 8, 10, 12, 26];

/** Tomorrow at eight: nobody is surprised by it. */
export const emptyPlan = (machineIds: readonly string[], nowMs: number, zone: string): PlanForm => ({
  machineIds,
  repeat: 'once',
  every: 1,
  nth: 'day',
  day: addDays(toLocal(nowMs, zone).day, 1),
  time: '08:00',
  durationMinutes: 120,
  untilDate: '',
  note: '',
});

/** What is planned already, to be changed; from another start when one was chosen for it. */
export function planOf(window: WindowView, zone: string, from: string | null): PlanForm {
  const { day, time } = toLocal(from ?? window.startsAt, zone);
  return {
    ...emptyPlan(
      window.machines.map((it) => it.id),
      0,
      zone,
    ),
    day,
    time,
    durationMinutes: Math.round((Date.parse(window.endsAt) - Date.parse(window.startsAt)) / MINUTE_MS),
    note: window.note ?? '',
  };
}

export function timesOf({ day, time, durationMinutes }: PlanForm, zone: string) {
  const startsAt = fromLocal(day, time, zone);
  return startsAt && { startsAt, endsAt: new Date(startsAt.getTime() + durationMinutes * MINUTE_MS) };
}

/** Which machines and when: what was chosen for those in the way holds as long as this stays. */
export const wantedOf = (form: PlanForm, zone: string): string =>
  JSON.stringify({ ids: form.machineIds, times: timesOf(form, zone) });

/** Nobody plans maintenance by the day. */
export type PlanRule = SeriesRule & { unit: 'weeks' | 'months' };

export function ruleOf(form: PlanForm): PlanRule | null {
  if (form.repeat === 'once') return null;
  const isNth = form.repeat === 'months' && form.nth !== 'day' && isDay(form.day);
  return {
    unit: form.repeat,
    every: form.every,
    nthWeekday: isNth && nthOf(form.day).includes(Number(form.nth)) ? Number(form.nth) : null,
    startsOn: form.day,
    untilDate: form.untilDate || null,
    localTime: form.time,
    durationMinutes: form.durationMinutes,
  };
}

/** What is wrong, where it can be seen without asking the portal. */
export function problemOf(form: PlanForm, nowMs: number, zone: string): string | null {
  if (form.machineIds.length === 0) return 'Choose which machines are taken out.';
  const times = timesOf(form, zone);
  if (!times) return 'Fill in day and time, as 19 Nov and 08:00.';
  if (times.startsAt.getTime() < nowMs - 2 * MINUTE_MS) return 'That time is over. Choose a later one.';
  if (form.repeat !== 'once' && form.untilDate && !isDay(form.untilDate))
    return `“${form.untilDate}” is no day. Write the last one as 19 Nov, or leave it empty.`;
  if (form.repeat !== 'once' && form.untilDate && form.untilDate < form.day)
    return 'The last day is before the first. Choose a later one.';
  if (form.repeat !== 'once' && form.durationMinutes > 6 * 1440)
    return 'Maintenance that comes again lasts 6 days at most.';
  return null;
}
