import type { Leaving } from '@/shared/schemas/leaver.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { isServiceError } from '../../errors.ts';
import { cancelBooking } from './cancel-booking.ts';
import { endBooking } from './end-booking.ts';
import { handOverBooking } from './hand-over-booking.ts';
import { endHold } from './let-go.ts';

const MOST_BOOKINGS = 500;
const OPEN = ['confirmed', 'pending'] as const;

/** What somebody has booked that is not over yet, the soonest first. */
export async function listOpenBookingsOf(
  ctx: ServiceContext,
  personId: string,
): Promise<Leaving['bookings']> {
  authorize(ctx, 'member:manage');
  const rows = await readOpen(ctx, personId);
  return rows.map(({ status, revision: _revision, ...row }) => ({ ...row, isAsked: status === 'pending' }));
}

const readOpen = (ctx: ServiceContext, personId: string) =>
  ctx.db.booking.findMany({
    where: { personId, status: { in: [...OPEN] }, endsAt: { gt: ctx.now() } },
    select: { id: true, purpose: true, startsAt: true, endsAt: true, status: true, revision: true },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
    take: MOST_BOOKINGS,
  });

type Settled = {
  handedOver: number;
  cancelled: number;
  left: { id: string; purpose: string; why: string }[];
};

/**
 * What somebody who leaves has booked goes to `heirId`, or is called off where that is null; one by one, each as if
 * it was done on its own page. What could not be is named with the reason, and stays as it was.
 */
export async function settleBookingsOf(
  ctx: ServiceContext,
  { personId, heirId }: { personId: string; heirId: string | null },
): Promise<Settled> {
  authorize(ctx, 'member:manage');
  await endWishesOf(ctx, personId);
  const now = ctx.now();
  const rows = await readOpen(ctx, personId);
  const settled: Settled = { handedOver: 0, cancelled: 0, left: [] };
  for (const { id, purpose, startsAt, status, revision } of rows) {
    try {
      // A request is nobody's yet: there is nothing to hand over.
      if (heirId !== null && status === 'confirmed') {
        await handOverBooking(ctx, { id, revision, personId: heirId });
        settled.handedOver += 1;
      } else {
        const giveUp = status === 'confirmed' && startsAt <= now ? endBooking : cancelBooking;
        await giveUp(ctx, { id, revision });
        settled.cancelled += 1;
      }
    } catch (error) {
      if (!isServiceError(error)) throw error;
      settled.left.push({ id, purpose, why: error.message });
    }
  }
  return settled;
}

/** Nothing is held for them any more, they are in no line, and what comes again comes no more. */
async function endWishesOf(ctx: ServiceContext, personId: string): Promise<void> {
  const waits = await ctx.db.bookingWait.findMany({
    where: { personId, state: { in: ['waiting', 'offered'] } },
    select: { id: true },
  });
  await withTransaction(ctx, async (tx, afterCommit) => {
    await tx.bookingSeries.updateMany({ where: { personId, endedAt: null }, data: { endedAt: ctx.now() } });
    // Before the holds, so that a hold that goes offers nothing to them again.
    await tx.bookingWait.updateMany({
      where: { id: { in: waits.map((it) => it.id) } },
      data: { state: 'gone' },
    });
    for (const { id } of waits) afterCommit(() => ctx.bus.emit('wait.changed', { waitId: id }));
  });
  const holds = await ctx.db.bookingHold.findMany({
    where: { OR: [{ personId }, { wait: { personId } }] },
    select: { id: true },
  });
  for (const { id } of holds)
    await withTransaction(ctx, (tx, afterCommit) => endHold(ctx, tx, afterCommit, id));
}
