import { describeSeries } from '@/shared/domain/series-dates.ts';
import type { BookingSeries } from '@/shared/schemas/booking-series.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { type DateRow, isMoved, ruleOf, toDay } from './booking-series.ts';

/** A series in words, with how many of its dates there are. */
export async function getBookingSeries(ctx: ServiceContext, { id }: { id: string }): Promise<BookingSeries> {
  authorize(ctx, 'lab:read');
  const series = await ctx.db.bookingSeries.findUnique({
    where: { id },
    include: {
      bookings: {
        select: {
          seriesDate: true,
          status: true,
          startsAt: true,
          endsAt: true,
          blocks: { select: { machineId: true } },
        },
      },
    },
  });
  if (!series) throw new ServiceError('NOT_FOUND', 'There is no such series.');
  const now = ctx.now();
  const ahead = series.bookings.filter(
    (it) => it.startsAt > now && (it.status === 'pending' || it.status === 'confirmed'),
  );
  const rows = ahead.map((it): Pick<DateRow, 'date' | 'startsAt' | 'endsAt' | 'machineIds'> => ({
    date: it.seriesDate ? toDay(it.seriesDate) : '',
    startsAt: it.startsAt,
    endsAt: it.endsAt,
    machineIds: it.blocks.map((block) => block.machineId).toSorted(),
  }));
  const { localTime, durationMinutes, timeZone, untilDate } = series;
  return {
    id,
    words: describeSeries(ruleOf(series)),
    localTime,
    durationMinutes,
    timeZone,
    untilDate: untilDate && toDay(untilDate),
    made: series.bookings.length,
    ahead: ahead.length,
    moved: rows.filter((it) => isMoved(it, series)).length,
  };
}
