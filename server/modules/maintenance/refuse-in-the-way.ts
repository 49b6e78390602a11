import type { Policy } from '@/shared/domain/booking-policy.ts';
import type { BookingConflict } from '@/shared/schemas/booking.ts';
import type { ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { inTheWayMessage } from '../bookings/index.ts';
import type { Obstacle } from './read-in-the-way.ts';

const MOST_TOLD = 2000;

/** CONFLICT that names who has the machines then; a booking of several machines is named once. */
export function refuseInTheWay(
  ctx: ServiceContext,
  obstacles: readonly Obstacle[],
  { timeZone }: Policy,
): ServiceError {
  const conflicts = obstacles.map(
    ({ bookingId: _id, bookingStartsAt: _from, bookingEndsAt: _to, ...conflict }) => conflict,
  );
  const details: BookingConflict = { conflicts: conflicts.slice(0, MOST_TOLD), nextFree: null };
  const seen = new Set<string>();
  const named = obstacles.flatMap(({ bookingId }, index) => {
    if (bookingId !== null && seen.has(bookingId)) return [];
    if (bookingId !== null) seen.add(bookingId);
    return [conflicts[index]!];
  });
  return new ServiceError('CONFLICT', inTheWayMessage(named, timeZone, ctx.now()), { details });
}
