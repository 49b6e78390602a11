import { describeSeries, seriesDates, type SeriesRule, seriesTimes } from '@/shared/domain/series-dates.ts';
import { addDays, toLocal } from '@/shared/domain/zoned-time.ts';
import type { Prisma } from '@/prisma/generated/client.ts';

type SeriesRow = Prisma.MaintenanceSeriesGetPayload<object>;

/** Days are dates of the database, which has no time in them. */
export const toDay = (date: Date): string => date.toISOString().slice(0, 10);
export const toDate = (day: string): Date => new Date(`${day}T00:00:00Z`);

export const ruleOf = (row: SeriesRow): SeriesRule => ({
  unit: row.unit === 'months' ? 'months' : 'weeks',
  every: row.every,
  nthWeekday: row.nthWeekday,
  startsOn: toDay(row.startsOn),
  untilDate: row.untilDate && toDay(row.untilDate),
  localTime: row.localTime,
  durationMinutes: row.durationMinutes,
});

const AHEAD_DAYS = 90;

/** The dates that are planned by now, those of the next 90 days, with their times. */
export function datesAhead(rule: SeriesRule, timeZone: string, now: Date) {
  const today = toLocal(now, timeZone).day;
  return seriesDates(rule, today, addDays(today, AHEAD_DAYS))
    .map((date) => ({ date, ...seriesTimes(rule, date, timeZone) }))
    .filter((it) => it.startsAt > now);
}

export const wordsOf = (row: SeriesRow): string => describeSeries(ruleOf(row));
