import { bookingPhase } from '@/shared/domain/booking-rules.ts';
import { CHECK_IN_AHEAD_MS } from '@/shared/domain/booking-care.ts';
import { formatZonedMoment } from '@/shared/domain/format.ts';
import type { Booking } from '@/shared/schemas/booking.ts';
import { type AfterCommit, authorize, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { getBooking } from './get-booking.ts';
import { lockBooking, type LockedBooking } from './internal.ts';
import { readPolicy } from './read-policy.ts';

/** One is there: from 15 minutes before the start on, until the end. Saying it again changes nothing. */
export async function checkIn(ctx: ServiceContext, input: { id: string }): Promise<Booking> {
  await withTransaction(ctx, async (tx, afterCommit) => {
    const booking = await lockOwn(ctx, tx, input.id);
    const { timeZone } = await readPolicy(tx, null);
    const opensAt = new Date(booking.startsAt.getTime() - CHECK_IN_AHEAD_MS);
    if (ctx.now() < opensAt)
      throw new ServiceError(
        'PRECONDITION_FAILED',
        `One checks in from ${formatZonedMoment(opensAt, timeZone, ctx.now())} on.`,
      );
    if (await noteCheckIn(ctx, tx, afterCommit, booking.id))
      await record(ctx, tx, booking, 'booking.check-in');
  });
  return getBooking(ctx, input);
}

/** What is asked about is still needed: it is asked again only after as long without an answer. */
export async function keepBooking(ctx: ServiceContext, input: { id: string }): Promise<Booking> {
  await withTransaction(ctx, async (tx, afterCommit) => {
    const booking = await lockOwn(ctx, tx, input.id);
    await tx.booking.update({
      where: { id: booking.id },
      data: { idleKeptAt: ctx.now() },
      select: { id: true },
    });
    await record(ctx, tx, booking, 'booking.keep');
    const { id: bookingId, revision } = booking;
    afterCommit(() => ctx.bus.emit('booking.changed', { bookingId, revision }));
  });
  return getBooking(ctx, input);
}

/** Whoever starts something on it is there. False when that was known. */
export async function noteCheckIn(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  bookingId: string,
): Promise<boolean> {
  const rows = await tx.booking.updateManyAndReturn({
    where: { id: bookingId, checkedInAt: null },
    data: { checkedInAt: ctx.now() },
    select: { revision: true },
  });
  for (const { revision } of rows)
    afterCommit(() => ctx.bus.emit('booking.changed', { bookingId, revision }));
  return rows.length > 0;
}

async function lockOwn(ctx: ServiceContext, tx: Transaction, id: string): Promise<LockedBooking> {
  const booking = await lockBooking(ctx, tx, id);
  authorize(ctx, 'booking:check-in-own', { ownerId: booking.personId });
  const phase = bookingPhase(booking, ctx.now());
  if (phase === 'upcoming' || phase === 'running') return booking;
  throw new ServiceError(
    'PRECONDITION_FAILED',
    phase === 'asked' ? 'This booking still waits for somebody to agree.' : 'This booking is over.',
  );
}

const record = (
  ctx: ServiceContext,
  tx: Transaction,
  { id, purpose }: LockedBooking,
  action: 'booking.check-in' | 'booking.keep',
) => emitAudit(ctx, tx, { action, objectType: 'booking', objectId: id, objectName: purpose });
