import type * as z from 'zod';
import { addDays } from '@/shared/domain/zoned-time.ts';
import type { CancelBookingSeriesInput } from '@/shared/schemas/booking-series.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { emitAudit } from '../audit/index.ts';
import { lockMachines } from '../inventory/index.ts';
import { notify } from '../notifications/index.ts';
import { inScope, lockDatesAhead, lockSeriesOf, targetOf, toDate } from './booking-series.ts';
import { holdWaiting } from './hold-waiting.ts';

/**
 * Cancels this date, this and those following, or all that are still ahead, moved ones too. What has begun goes on;
 * but for "this" no further date is made.
 */
export async function cancelBookingSeries(
  ctx: ServiceContext,
  { bookingId, revision, scope }: z.output<typeof CancelBookingSeriesInput>,
): Promise<{ id: string; changed: number }> {
  authorize(ctx, 'booking:create');
  return withTransaction(ctx, async (tx, afterCommit) => {
    const series = await lockSeriesOf(ctx, tx, bookingId, 'booking:cancel-own');
    const seriesId = series.id;
    const now = ctx.now();
    const ahead = await lockDatesAhead(tx, seriesId, now);
    const target = targetOf(ahead, bookingId, revision);
    const rows = inScope(ahead, target, scope);
    const ids = rows.map((it) => it.id);
    const machineIds = [...new Set(rows.flatMap((it) => it.machineIds))];
    await lockMachines(tx, machineIds);
    await tx.booking.updateMany({
      where: { id: { in: ids } },
      data: { status: 'cancelled', revision: { increment: 1 } },
    });
    await tx.machineBlock.updateMany({ where: { bookingId: { in: ids } }, data: { holds: false } });
    if (scope !== 'this')
      await tx.bookingSeries.update({
        where: { id: seriesId },
        data: {
          revision: { increment: 1 },
          ...(scope === 'all' ? { endedAt: now } : { untilDate: toDate(addDays(target.date, -1)) }),
        },
        select: { id: true },
      });
    await holdWaiting(ctx, tx, afterCommit, machineIds);
    await emitAudit(ctx, tx, {
      action: 'booking.cancel-series',
      objectType: 'booking-series',
      objectId: seriesId,
      objectName: series.purpose,
      after: { dates: rows.length },
    });
    if (ctx.actor.kind === 'user' && ctx.actor.id !== series.personId)
      await notify(ctx, tx, afterCommit, [
        {
          personId: series.personId,
          kind: 'booking.cancelled',
          title: `${rows.length === 1 ? 'One date' : `${rows.length} dates`} of “${series.purpose}” cancelled`,
          text: `${ctx.actor.name} cancelled them. Their machines are free again.`,
          link: `/bookings/${bookingId}`,
          dedupeKey: `booking.cancel-series ${bookingId} ${revision}`,
        },
      ]);
    for (const row of rows)
      afterCommit(() => {
        ctx.bus.emit('booking.changed', { bookingId: row.id, revision: row.revision + 1 });
        ctx.bus.emit('booking.over', { bookingId: row.id, reason: 'booking_cancelled' });
      });
    return { id: seriesId, changed: rows.length };
  });
}
