import { checkRunning } from '@/shared/domain/booking-rules.ts';
import type { Booking } from '@/shared/schemas/booking.ts';
import type { ServiceContext } from '../../context.ts';
import { toServiceError } from './internal.ts';
import { giveBack } from './give-back.ts';

/**
 * Ends a running booking now: its machines are free at once, without turnaround, and its session ends. Ending it
 * again changes nothing.
 */
export function endBooking(ctx: ServiceContext, input: { id: string; revision: number }): Promise<Booking> {
  return giveBack(ctx, input, {
    status: 'ended',
    endReason: 'early',
    action: 'booking.end',
    reason: 'booking_ended',
    check: (booking, now, timeZone) => {
      const verdict = checkRunning(booking, now, timeZone);
      if (!verdict.ok) throw toServiceError(verdict);
    },
  });
}
