import { randomUUID } from 'node:crypto';
import { seriesDates } from '@/shared/domain/series-dates.ts';
import { addDays } from '@/shared/domain/zoned-time.ts';
import type { ChangeBookingSeriesInput } from '@/shared/schemas/booking-series.ts';
import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { type DateRow, ruleOf, type SeriesRow, toDate, toDay } from './booking-series.ts';

type Split = { series: SeriesRow; next: SeriesRow; input: ChangeBookingSeriesInput; target: DateRow };

/**
 * What a series is from now on. Of "this and following" the dates before keep the old one, which ends; those from this
 * one on, whatever became of them, are a new one's. @returns the id of the series that has the change.
 */
export async function splitSeries(
  ctx: ServiceContext,
  tx: Transaction,
  { series, next, input, target }: Split,
): Promise<string> {
  const { localTime, durationMinutes, machineIds, purpose } = next;
  const changes = { localTime, durationMinutes, machineIds, purpose };
  const from = toDate(target.date);
  const earlier = await tx.booking.count({ where: { seriesId: series.id, seriesDate: { lt: from } } });
  if (input.scope === 'all' || earlier === 0) {
    await tx.bookingSeries.update({
      where: { id: series.id },
      data: { ...changes, revision: { increment: 1 } },
      select: { id: true },
    });
    return series.id;
  }
  const id = randomUUID();
  const { revision: _revision, ...row } = series;
  const startsOn = firstDayOf(series, target.date);
  const before = seriesDates(
    { ...ruleOf(series), startsOn: toDay(startsOn) },
    toDay(startsOn),
    addDays(target.date, -1),
  );
  await tx.bookingSeries.create({
    data: {
      ...row,
      ...changes,
      id,
      startsOn,
      skippedDates: [...series.skippedDates.filter((it) => it >= from), ...before.map(toDate)],
      createdAt: ctx.now(),
    },
    select: { id: true },
  });
  await tx.bookingSeries.update({
    where: { id: series.id },
    data: { untilDate: toDate(addDays(target.date, -1)), revision: { increment: 1 } },
    select: { id: true },
  });
  await tx.booking.updateMany({
    where: { seriesId: series.id, seriesDate: { gte: from } },
    data: { seriesId: id },
  });
  return id;
}

/** The 31st stays the 31st, though the new series begins in a month that has only thirty days. */
function firstDayOf({ unit, nthWeekday, startsOn }: SeriesRow, date: string): Date {
  const isClamped = unit === 'months' && nthWeekday === null && toDay(startsOn).slice(8) !== date.slice(8);
  return isClamped ? startsOn : toDate(date);
}
