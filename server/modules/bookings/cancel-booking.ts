import { checkCancel } from '@/shared/domain/booking-rules.ts';
import type { Booking } from '@/shared/schemas/booking.ts';
import type { ServiceContext } from '../../context.ts';
import { toServiceError } from './internal.ts';
import { giveBack } from './give-back.ts';

/** Cancels a booking before its start; once it has begun it is ended instead. Cancelling it again changes nothing. */
export function cancelBooking(
  ctx: ServiceContext,
  input: { id: string; revision: number },
): Promise<Booking> {
  return giveBack(ctx, input, {
    status: 'cancelled',
    action: 'booking.cancel',
    reason: 'booking_cancelled',
    check: (booking, now) => {
      const verdict = checkCancel(booking, now);
      if (!verdict.ok) throw toServiceError(verdict);
    },
  });
}
