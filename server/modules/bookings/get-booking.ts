import { Prisma } from '@/prisma/generated/client.ts';
import type { Booking } from '@/shared/schemas/booking.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { readBookings } from './read-bookings.ts';

/** One booking; its machines are ordered by name, which is also the order of a session's ranks. */
export async function getBooking(ctx: ServiceContext, input: { id: string }): Promise<Booking> {
  authorize(ctx, 'lab:read');
  const [booking] = await readBookings(ctx, ctx.db, Prisma.sql`b.id = ${input.id}`);
  if (!booking) throw new ServiceError('NOT_FOUND', 'There is no such booking.');
  return booking;
}
