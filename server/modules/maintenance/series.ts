import { describeSeries, type SeriesRule } from '@/shared/domain/maintenance-series.ts';
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

export const wordsOf = (row: SeriesRow): string => describeSeries(ruleOf(row));
