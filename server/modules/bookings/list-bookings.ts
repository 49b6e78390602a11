import type * as z from 'zod';
import { Prisma } from '@/prisma/generated/client.ts';
import type { Booking, ListBookingsInput } from '@/shared/schemas/booking.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { readBookings } from './read-bookings.ts';

/** Bookings that hold machines at some moment of `[from, to)`, cancelled ones left out, by start. */
export async function listBookings(
  ctx: ServiceContext,
  input: z.output<typeof ListBookingsInput>,
): Promise<Booking[]> {
  authorize(ctx, 'lab:read');
  return readBookings(
    ctx,
    ctx.db,
    Prisma.sql`b.status <> 'cancelled'
      AND tstzrange(b."startsAt", b."endsAt", '[)') && tstzrange(${input.from}, ${input.to}, '[)')
      AND coalesce(b."endedAt", b."endsAt") > ${input.from}`,
    input.limit,
  );
}
