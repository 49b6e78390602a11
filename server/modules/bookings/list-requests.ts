import { Prisma } from '@/prisma/generated/client.ts';
import type { ListedRequest } from '@/shared/schemas/booking-life.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { answeredTeams } from './answer-request.ts';
import { readBookings } from './read-bookings.ts';

/** Requests that wait for an answer, the next to begin first: an unanswered one lapses at its start. */
export async function listRequests(
  ctx: ServiceContext,
  { limit }: { limit: number },
): Promise<ListedRequest[]> {
  authorize(ctx, 'booking:approve-led');
  const teamIds = answeredTeams(ctx);
  const { id: personId } = requireUser(ctx);
  const answered =
    teamIds === null
      ? Prisma.sql`true`
      : Prisma.sql`b."teamId" = ANY(${[...teamIds]}) AND b."personId" <> ${personId}`;
  const now = ctx.now();
  const bookings = await readBookings(
    ctx,
    ctx.db,
    Prisma.sql`b.status = 'pending' AND b."startsAt" > ${now} AND ${answered}`,
    limit,
  );
  const ids = bookings.map((it) => it.id);
  const [rows, taken] = await Promise.all([
    ctx.db.booking.findMany({
      where: { id: { in: ids } },
      select: { id: true, createdAt: true, approvalRule: true },
    }),
    ctx.db.$queryRaw<{ bookingId: string }[]>`
      SELECT DISTINCT a."bookingId" FROM "MachineBlock" a JOIN "MachineBlock" k
        ON k."machineId" = a."machineId" AND k.holds AND k."startsAt" < a."endsAt" AND k."endsAt" > a."startsAt"
      WHERE a."bookingId" = ANY(${ids}) AND (k."expiresAt" IS NULL OR k."expiresAt" > ${now})`,
  ]);
  const byId = new Map(rows.map((it) => [it.id, it]));
  const isTaken = new Set(taken.map((it) => it.bookingId));
  return bookings.map((booking) => ({
    booking,
    askedAt: byId.get(booking.id)?.createdAt ?? booking.startsAt,
    rule: byId.get(booking.id)?.approvalRule ?? null,
    isTaken: isTaken.has(booking.id),
  }));
}
