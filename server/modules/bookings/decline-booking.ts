import type { Booking } from '@/shared/schemas/booking.ts';
import type { DeclineBookingInput } from '@/shared/schemas/booking-life.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { emitAudit } from '../audit/index.ts';
import { lockRequest, tellAnswer, writeAnswer } from './answer-request.ts';
import { readBooking } from './read-bookings.ts';

/** Declines a request, with the reason for who asked. Declining it again changes nothing. */
export async function declineBooking(ctx: ServiceContext, input: DeclineBookingInput): Promise<Booking> {
  authorize(ctx, 'booking:approve-led');
  return withTransaction(ctx, async (tx, afterCommit) => {
    const request = await lockRequest(ctx, tx, input, 'declined');
    if (request.status === 'pending') {
      await writeAnswer(ctx, tx, request, { status: 'declined', note: input.note });
      await emitAudit(ctx, tx, {
        action: 'booking.decline',
        objectType: 'booking',
        objectId: request.id,
        objectName: request.purpose,
        before: { status: 'pending', note: null },
        after: { status: 'declined', note: input.note },
      });
      await tellAnswer(ctx, tx, afterCommit, request, { agreed: false, note: input.note });
      afterCommit(() =>
        ctx.bus.emit('booking.changed', { bookingId: request.id, revision: request.revision + 1 }),
      );
    }
    return readBooking(ctx, tx, request.id);
  });
}
