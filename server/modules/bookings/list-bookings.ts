import { Prisma } from '@/prisma/generated/client.ts';
import type { Booking } from '@/shared/schemas/booking.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { readBookings } from './read-bookings.ts';

/** Bookings that hold machines at some moment of `[from, to)`, cancelled ones left out, by start. */
export async function listBookings(ctx: ServiceContext, input: { from: Date; to: Date }): Promise<Booking[]> {
  authorize(ctx, 'lab:read');
  return readBookings(
    ctx,
    ctx.db,
    Prisma.sql`b.status <> 'cancelled' AND b."startsAt" < ${input.to} AND b."endsAt" > ${input.from}
      AND coalesce(b."endedAt", b."endsAt") > ${input.from}`,
  );
}
