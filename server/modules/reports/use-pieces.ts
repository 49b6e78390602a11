import { overlapMs, shareBooking, type Span } from '@/shared/domain/usage.ts';
import type { UseSum } from '@/shared/schemas/use-report.ts';
import type { BookingUsage, SessionUsage } from './load-bookings.ts';

/** What one machine had of one session of a booking, or of a booking that nothing ran in: the least that use is made of. */
export type UsePiece = Omit<UseSum, 'bookings'> & {
  booking: BookingUsage;
  session: SessionUsage | null;
  machineId: string;
};

/** Whoever adds pieces up, by whatever, comes to the same sums: booked time is shared among a booking's sessions. */
export function usePieces(booking: BookingUsage, window: Span): UsePiece[] {
  const { sessions, machineIds } = booking;
  const shares = shareBooking(
    booking.span,
    sessions.map((it) => it.span.from),
  );
  return (sessions.length === 0 ? [null] : sessions).flatMap((session, index) => {
    const booked = overlapMs(shares[index] ?? booking.span, window);
    const used = session ? overlapMs(session.span, window) : 0;
    if (booked === 0 && used === 0) return [];
    const ids = session ? new Set([...machineIds, ...session.machineIds]) : machineIds;
    return [...ids].map((machineId) => {
      const bookedMs = machineIds.includes(machineId) ? booked : 0;
      const usedMs = session?.machineIds.includes(machineId) ? used : 0;
      const unused = Math.max(0, bookedMs - usedMs);
      const lost = booking.isNoShow ? { idleMs: 0, noShowMs: unused } : { idleMs: unused, noShowMs: 0 };
      return { booking, session, machineId, bookedMs, usedMs, ...lost };
    });
  });
}

/** Within the window, what others could have once nobody had come. */
export function freedMs({ isNoShow, span, bookedUntil, machineIds }: BookingUsage, window: Span): number {
  if (!isNoShow || span.to >= bookedUntil) return 0;
  return overlapMs({ from: span.to, to: bookedUntil }, window) * machineIds.length;
}
