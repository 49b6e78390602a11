import { Prisma } from '@/prisma/generated/client.ts';
import { NO_PURPOSE, SOMEBODY } from '@/shared/domain/booking-visibility.ts';
import { LIVE_STATES } from '@/shared/domain/session-states.ts';
import { type Booking, Booking as BookingSchema } from '@/shared/schemas/booking.ts';
import type { ServiceContext } from '../../context.ts';
import { readSql, type Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { readMayKnow } from '../visibility/index.ts';

type Row = Omit<Booking, 'person' | 'mine'> & { personId: string; personName: string };

/** One booking as it is within `tx`; NOT_FOUND without. */
export async function readBooking(ctx: ServiceContext, tx: Transaction, id: string): Promise<Booking> {
  const rows = await readSql<Row>(tx, 'bookings.read', rowsSql(Prisma.sql`b.id = ${id}`, 1));
  const [booking] = await tell(ctx, tx, rows);
  if (!booking) throw new ServiceError('NOT_FOUND', 'There is no such booking.');
  return booking;
}

/** Bookings that fit `where` (on the alias `b`) with person, team, machines and running session, in one statement. */
export async function readBookings(
  ctx: ServiceContext,
  tx: Transaction,
  where: Prisma.Sql,
  limit = 1,
): Promise<Booking[]> {
  return tell(ctx, tx, await tx.$queryRaw<Row[]>(rowsSql(where, limit)));
}

const rowsSql = (where: Prisma.Sql, limit: number): Prisma.Sql => Prisma.sql`
    SELECT b.id, b.purpose, b.status::text, b."startsAt", b."endsAt", b."endedAt", b.simulated, b.revision,
      b."seriesId", b."endReason", b."checkedInAt", b."degradedSince", b."missingMachineIds", b."overrideReason",
      b."startModelId", b."autoStart",
      CASE WHEN b."idleKeptAt" >= b."idleAskedAt" THEN NULL ELSE b."idleAskedAt" END AS "idleAskedAt",
      CASE WHEN p.id IS NULL THEN NULL ELSE json_build_object('id', p.id, 'name', p.name) END AS project,
      b."personId", u.name AS "personName", t.id AS "teamId", t.name AS "teamName", s.id AS "sessionId", m.machines,
      greatest(m."heldUntil", b."endsAt") AS "heldUntil"
    FROM "Booking" b
    JOIN "User" u ON u.id = b."personId"
    LEFT JOIN "Team" t ON t.id = b."teamId"
    LEFT JOIN "Project" p ON p.id = b."projectId"
    LEFT JOIN LATERAL (
      SELECT id FROM "Session" WHERE "bookingId" = b.id AND state::text = ANY(${LIVE_STATES})
      ORDER BY epoch DESC LIMIT 1
    ) s ON true
    CROSS JOIN LATERAL (
      SELECT coalesce(json_agg(
        json_build_object('id', m.id, 'name', m.name, 'simulated', m.simulated) ORDER BY m.name, m.id
      ), '[]') AS machines, max(k."endsAt") AS "heldUntil"
      FROM "MachineBlock" k JOIN "Machine" m ON m.id = k."machineId" WHERE k."bookingId" = b.id
    ) m
    WHERE ${where}
    ORDER BY b."startsAt", b.id LIMIT ${limit}`;

/** As much of each as who asks may know. */
async function tell(ctx: ServiceContext, tx: Transaction, rows: readonly Row[]): Promise<Booking[]> {
  const viewerId = ctx.actor.kind === 'user' ? ctx.actor.id : null;
  // One's own are known without asking, as where a booking's rows are held.
  const isOthers = rows.some((it) => it.personId !== viewerId);
  const mayKnow = isOthers ? await readMayKnow(ctx, tx) : () => ({ name: true, purpose: true });
  return rows.map(({ personId, personName, ...row }) => {
    const known = mayKnow(personId);
    const person = known.name ? { id: personId, name: personName } : SOMEBODY;
    return BookingSchema.parse({
      ...row,
      ...(!known.name && { teamId: null, teamName: null }),
      ...(!known.purpose && { purpose: NO_PURPOSE, project: null }),
      person,
      mine: personId === viewerId,
    });
  });
}
