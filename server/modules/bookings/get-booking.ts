import type { Booking } from '@/shared/schemas/booking.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { readBooking } from './read-bookings.ts';

/** One booking; its machines are ordered by name, which is also the order of a session's ranks. */
export async function getBooking(ctx: ServiceContext, input: { id: string }): Promise<Booking> {
  authorize(ctx, 'lab:read');
  return readBooking(ctx, ctx.db, input.id);
}
