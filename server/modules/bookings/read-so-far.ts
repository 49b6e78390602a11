import type { BookingRequest } from '@/shared/schemas/booking-life.ts';
import type { ServiceContext } from '../../context.ts';

const DAYS = 60;

/** What a person booked over the last 60 days, as far as it has begun: bookings, machine-hours, and those they missed. */
export async function readSoFar(ctx: ServiceContext, personId: string): Promise<BookingRequest['soFar']> {
  const now = ctx.now();
  const from = new Date(now.getTime() - DAYS * 86_400_000);
  const [row] = await ctx.db.$queryRaw<BookingRequest['soFar'][]>`
    SELECT count(*)::int AS bookings,
      count(*) FILTER (WHERE b."endReason" = 'no_show')::int AS "noShows",
      coalesce(sum(extract(epoch FROM least(coalesce(b."endedAt", b."endsAt"), ${now}) - b."startsAt") / 3600
        * (SELECT count(*) FROM "MachineBlock" k WHERE k."bookingId" = b.id)), 0)::float8 AS "machineHours"
    FROM "Booking" b
    WHERE b."personId" = ${personId} AND b.status IN ('confirmed', 'ended')
      AND b."startsAt" >= ${from} AND b."startsAt" <= ${now}`;
  return row ?? { bookings: 0, machineHours: 0, noShows: 0 };
}
