import { formatDuration } from '@/shared/domain/format.ts';
import { describeSeries, nthOf } from '@/shared/domain/series-dates.ts';
import { toLocal, weekdayOf } from '@/shared/domain/zoned-time.ts';
import type { BookingSeriesRule } from '@/shared/schemas/booking-series.ts';

export const PATTERNS = ['day', 'workdays', 'week', 'other-week', 'nth', 'month'] as const;
export type Pattern = (typeof PATTERNS)[number];
/** How a booking comes again; where and for how long is the booking's own. */
export type RepeatValue = {
  pattern: Pattern;
  /** Null: it goes on until it is cancelled. */
  times: number | null;
  timeZone: string;
  /** Local dates that are left out. */
  skip: readonly string[];
};
export const TIMES = [2, 3, 4, 5, 6, 8, 10, 12, 26, 52];

export const emptyRepeat = (timeZone: string): RepeatValue => ({
  pattern: 'week',
  times: 6,
  timeZone,
  skip: [],
});

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** The words of each pattern, by the first day: `Thursday`, `other Thursday`, `third Thursday of a month`. */
export function patternWords(startsOn: string): [Pattern, string][] {
  const weekday = WEEKDAYS[weekdayOf(startsOn)]!;
  const rule = { unit: 'months', every: 1, nthWeekday: nthOf(startsOn)[0] ?? null, startsOn } as const;
  const nth = describeSeries(rule).replace('Every month, ', '');
  return [
    ['day', 'day'],
    ['workdays', 'Monday to Friday'],
    ['week', weekday],
    ['other-week', `other ${weekday}`],
    ['nth', `${nth} of a month`],
    ['month', `month on day ${Number(startsOn.slice(8))}`],
  ];
}

/** The rule that is sent; null while there is no start or length, or it is of no whole minutes. */
export function ruleOf(
  { pattern, times, timeZone }: RepeatValue,
  startsAt: Date | null,
  lengthMs: number,
): BookingSeriesRule | null {
  const durationMinutes = Math.round(lengthMs / 60_000);
  if (startsAt === null || durationMinutes < 5) return null;
  const { day: startsOn, time: localTime } = toLocal(startsAt, timeZone);
  const unit = pattern === 'day' ? 'days' : pattern === 'nth' || pattern === 'month' ? 'months' : 'weeks';
  return {
    unit,
    every: pattern === 'other-week' ? 2 : 1,
    weekdays: pattern === 'workdays' ? [1, 2, 3, 4, 5] : [],
    nthWeekday: pattern === 'nth' ? (nthOf(startsOn)[0] ?? null) : null,
    startsOn,
    untilDate: null,
    times,
    localTime,
    durationMinutes,
    timeZone,
  };
}

/** ` at 04:00 for 4 h` */
export const whenWords = ({ localTime, durationMinutes }: BookingSeriesRule): string =>
  `at ${localTime} for ${formatDuration(durationMinutes * 60_000)}`;
