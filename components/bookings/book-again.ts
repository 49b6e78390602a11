import { heldUntilMs } from './timeline-bars.ts';
import type { BookingView } from './types.ts';

/** The form with the same machines, length and purpose. */
export function bookAgainHref(booking: BookingView): string {
  const lengthMs = Math.max(Date.parse(booking.endsAt), heldUntilMs(booking)) - Date.parse(booking.startsAt);
  const params = new URLSearchParams({
    book: '1',
    machines: booking.machines.map((it) => it.id).join(','),
    minutes: String(Math.round(lengthMs / 60_000)),
    purpose: booking.purpose,
  });
  return `/bookings?${params.toString()}`;
}
