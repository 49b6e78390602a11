import { type Policy, type PolicyMachine, rulesFor } from '@/shared/domain/booking-policy.ts';
import { seriesDates, type SeriesRule, seriesTimes } from '@/shared/domain/series-dates.ts';
import { addDays, toLocal } from '@/shared/domain/zoned-time.ts';
import { type ChangeBookingSeriesInput, MOST_SERIES_DATES } from '@/shared/schemas/booking-series.ts';
import type { Prisma } from '@/prisma/generated/client.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { requireRevision } from './internal.ts';

export type SeriesRow = Prisma.BookingSeriesGetPayload<object>;
export type DateTimes = { date: string; startsAt: Date; endsAt: Date };

export const toDay = (date: Date): string => date.toISOString().slice(0, 10);
export const toDate = (day: string): Date => new Date(`${day}T00:00:00Z`);

export const ruleOf = (row: SeriesRow): SeriesRule => ({
  unit: row.unit === 'days' || row.unit === 'months' ? row.unit : 'weeks',
  every: row.every,
  weekdays: row.weekdays,
  nthWeekday: row.nthWeekday,
  startsOn: toDay(row.startsOn),
  untilDate: row.untilDate && toDay(row.untilDate),
  localTime: row.localTime,
  durationMinutes: row.durationMinutes,
});

const DAY_MS = 86_400_000;
/** Until when these machines can be booked: the shortest horizon of theirs. */
export function horizonOf(policy: Policy, machines: readonly PolicyMachine[], now: Date): Date {
  const days = rulesFor(policy, 'horizon', machines).map((it) => it.value.days);
  return new Date(now.getTime() + Math.min(365, ...days) * DAY_MS);
}

/** The dates that are bookings by now: those ahead, up to the horizon. */
export function datesAhead(rule: SeriesRule, timeZone: string, now: Date, horizon: Date): DateTimes[] {
  const today = toLocal(now, timeZone).day;
  return seriesDates(rule, today, addDays(toLocal(horizon, timeZone).day, 1))
    .map((date) => ({ date, ...seriesTimes(rule, date, timeZone) }))
    .filter((it) => it.startsAt > now && it.startsAt <= horizon)
    .slice(0, MOST_SERIES_DATES);
}

/** The series' row, held until the transaction ends: before its bookings and their machines. */
export async function lockSeries(tx: Transaction, id: string): Promise<SeriesRow | null> {
  await tx.$queryRaw`SELECT id FROM "BookingSeries" WHERE id = ${id} FOR NO KEY UPDATE`;
  return tx.bookingSeries.findUnique({ where: { id } });
}

async function seriesIdOf(tx: Transaction, bookingId: string): Promise<string> {
  const row = await tx.booking.findUnique({ where: { id: bookingId }, select: { seriesId: true } });
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such booking.');
  if (row.seriesId === null)
    throw new ServiceError('PRECONDITION_FAILED', 'This booking comes once. Change the booking itself.');
  return row.seriesId;
}

/** The series of one of its bookings, held, for who may do that to it. */
export async function lockSeriesOf(
  ctx: ServiceContext,
  tx: Transaction,
  bookingId: string,
  action: 'booking:move-own' | 'booking:cancel-own',
): Promise<SeriesRow> {
  const series = await lockSeries(tx, await seriesIdOf(tx, bookingId));
  if (!series) throw new ServiceError('NOT_FOUND', 'There is no such series any more.');
  authorize(ctx, action, { ownerId: series.personId });
  return series;
}

export type DateRow = {
  id: string;
  personId: string;
  teamId: string | null;
  projectId: string | null;
  purpose: string;
  date: string;
  status: 'pending' | 'confirmed';
  startsAt: Date;
  endsAt: Date;
  revision: number;
  machineIds: string[];
};

/** Its dates that can still be changed, their rows locked by id: neither begun nor over nor cancelled. */
export async function lockDatesAhead(tx: Transaction, seriesId: string, now: Date): Promise<DateRow[]> {
  const rows = await tx.$queryRaw<Omit<DateRow, 'machineIds'>[]>`
    SELECT id, "personId", "teamId", "projectId", purpose, "seriesDate"::text AS date, status::text, "startsAt", "endsAt",
      revision
    FROM "Booking" WHERE "seriesId" = ${seriesId} AND status IN ('pending', 'confirmed') AND "startsAt" > ${now}
    ORDER BY id FOR NO KEY UPDATE`;
  const blocks = await tx.machineBlock.findMany({
    where: { bookingId: { in: rows.map((it) => it.id) } },
    select: { bookingId: true, machineId: true },
  });
  return rows
    .map((row) => ({
      ...row,
      machineIds: blocks.flatMap((it) => (it.bookingId === row.id ? [it.machineId] : [])).toSorted(),
    }))
    .toSorted((a, b) => (a.date < b.date ? -1 : 1));
}

/** Moved or changed one by one: no longer what its series says. */
export function isMoved(
  row: Pick<DateRow, 'date' | 'startsAt' | 'endsAt' | 'machineIds'>,
  series: SeriesRow,
) {
  const { startsAt, endsAt } = seriesTimes(series, row.date, series.timeZone);
  return (
    row.startsAt.getTime() !== startsAt.getTime() ||
    row.endsAt.getTime() !== endsAt.getTime() ||
    row.machineIds.join() !== series.machineIds.toSorted().join()
  );
}

export const inScope = (
  rows: readonly DateRow[],
  target: DateRow,
  scope: ChangeBookingSeriesInput['scope'],
): DateRow[] =>
  rows.filter(
    (it) => scope === 'all' || it.id === target.id || (scope === 'following' && it.date >= target.date),
  );

/** The booking one acts on, among those that can still be changed. */
export function targetOf(rows: DateRow[], bookingId: string, revision: number): DateRow {
  const target = rows.find((it) => it.id === bookingId);
  if (!target)
    throw new ServiceError(
      'PRECONDITION_FAILED',
      'This date has begun, is over or was cancelled, and stays as it is. Open one that is still ahead.',
    );
  requireRevision(target, revision);
  return target;
}
