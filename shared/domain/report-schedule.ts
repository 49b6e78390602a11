import { dayKey } from './format.ts';
import { periodWindow } from './report-period.ts';
import type { Span } from './usage.ts';
import { addDays, fromLocal, weekdayOf } from './zoned-time.ts';

export const RHYTHMS = ['week', 'month'] as const;
export type Rhythm = (typeof RHYTHMS)[number];

/** When a report goes out, by the lab's clock: on a weekday (0 Sunday), or on the first of a month, at a full hour. */
export type ReportRhythm = { every: Rhythm; weekday: number; hour: number };

/** Two months, since what is looked for may lie at the end of the one before. */
const MOST_DAYS = 62;

const isSendingDay = ({ every, weekday }: ReportRhythm, day: string): boolean =>
  every === 'week' ? weekdayOf(day) === weekday : day.endsWith('-01');
/** An hour that the clocks skip or show twice goes by the one rule of `zoned-time.ts`. */
const sendingOn = (rhythm: ReportRhythm, day: string, timeZone: string): Date =>
  fromLocal(day, `${String(rhythm.hour).padStart(2, '0')}:00`, timeZone)!;

/** The first moment after `at` at which it is due. */
export function nextSending(rhythm: ReportRhythm, at: Date, timeZone: string): Date {
  const today = dayKey(at, timeZone);
  for (let by = 0; by <= MOST_DAYS; by += 1) {
    const day = addDays(today, by);
    if (!isSendingDay(rhythm, day)) continue;
    const due = sendingOn(rhythm, day, timeZone);
    if (due > at) return due;
  }
  throw new Error('a report has no next time');
}

/** The last moment at which it was due, `at` itself or before. */
export function lastSending(rhythm: ReportRhythm, at: Date, timeZone: string): Date {
  const today = dayKey(at, timeZone);
  for (let by = 0; by <= MOST_DAYS; by += 1) {
    const day = addDays(today, -by);
    if (!isSendingDay(rhythm, day)) continue;
    const due = sendingOn(rhythm, day, timeZone);
    if (due <= at) return due;
  }
  throw new Error('a report has no last time');
}

/** What it tells when it goes out at `due`: the whole week (from Monday) or month before. */
export const sentSpan = (every: Rhythm, due: Date, timeZone: string): Span =>
  periodWindow(every, due, timeZone, -1);

/** How often it fell due from `first` until before `due`; both are times at which it is due. */
export function missedSendings(rhythm: ReportRhythm, first: Date, due: Date, timeZone: string): number {
  let count = 0;
  for (let at = first; at < due; at = nextSending(rhythm, at, timeZone)) count += 1;
  return count;
}
