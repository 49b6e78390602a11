import type { Policy } from '@/shared/domain/booking-policy.ts';
import { ASKED_IN_TIME } from '@/shared/domain/booking-request.ts';
import type { Booking } from '@/shared/schemas/booking.ts';
import type { ApproveBookingInput } from '@/shared/schemas/booking-life.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { emitAudit } from '../audit/index.ts';
import { decideFor, readPerson } from './decide-for.ts';
import { type TimeWish, writeBlocks } from './decide-time.ts';
import { readMachineIds } from './internal.ts';
import { lockRequest, tellAnswer, writeAnswer } from './answer-request.ts';
import { readBooking } from './read-bookings.ts';
import { readPolicyOf } from './read-policy.ts';
import { isTakenError, toConflict } from './tell-taken.ts';

/**
 * Grants a request: its time is decided anew, for who asked, as if it were booked now. Of two that overlap the second
 * is refused with CONFLICT, which names the first. Granting it again changes nothing.
 */
export async function approveBooking(ctx: ServiceContext, input: ApproveBookingInput): Promise<Booking> {
  authorize(ctx, 'booking:approve-led');
  let asked: { wish: TimeWish; policy: Policy } | null = null;
  const approve = withTransaction(ctx, async (tx, afterCommit) => {
    const request = await lockRequest(ctx, tx, input, 'confirmed');
    if (request.status === 'pending') {
      const policy = await readPolicyOf(tx, request);
      const { id: bookingId, personId, startsAt, endsAt } = request;
      const machineIds = await readMachineIds(tx, [bookingId]);
      const wish: TimeWish = { personId, machineIds, startsAt, endsAt, bookingId, kept: ASKED_IN_TIME };
      asked = { wish, policy };
      const time = await decideFor(ctx, tx, await readPerson(tx, personId), { wish, policy });
      await writeAnswer(ctx, tx, request, { status: 'confirmed', note: input.note, startsAt: time.startsAt });
      await writeBlocks(tx, bookingId, time, { holds: true });
      await emitAudit(ctx, tx, {
        action: 'booking.approve',
        objectType: 'booking',
        objectId: bookingId,
        objectName: request.purpose,
        before: { status: 'pending', note: null },
        after: { status: 'confirmed', note: input.note || null },
      });
      await tellAnswer(ctx, tx, afterCommit, request, { agreed: true, note: input.note });
      afterCommit(() => ctx.bus.emit('booking.changed', { bookingId, revision: request.revision + 1 }));
    }
    return readBooking(ctx, tx, request.id);
  });
  return approve.catch(async (error: unknown) => {
    if (!asked || !isTakenError(error)) throw error;
    throw await toConflict(ctx, asked.wish, asked.policy);
  });
}
