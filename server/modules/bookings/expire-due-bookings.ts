import { RUNNING_STATES } from '@/shared/domain/session-states.ts';
import { type ServiceContext, withTransaction } from '../../context.ts';
import { emitAudit } from '../audit/index.ts';

type Expired = { id: string; purpose: string; revision: number };

/**
 * Ends bookings whose time is over and tells sessions so: every portal looks each second, and conditional updates
 * make one of them write it. What is due stands in the rows, so nothing is lost with a portal; a booking that is over
 * and whose session still runs is announced again each time. A machine is held through its turnaround.
 */
export async function expireDueBookings(ctx: ServiceContext): Promise<{ bookingIds: string[] }> {
  const now = ctx.now();
  const expired = (await isAnythingDue(ctx, now)) ? await expire(ctx, now) : [];
  for (const bookingId of await readBookingsToAnnounce(ctx, expired)) {
    ctx.bus.emit('booking.over', { bookingId, reason: 'booking_ended' });
  }
  return { bookingIds: expired.map((it) => it.id) };
}

/**
 * Nearly always not: the first entry of two small indexes, without a transaction. Asked as a minimum, for "is there
 * one" makes the planner read the whole table.
 */
async function isAnythingDue(ctx: ServiceContext, now: Date): Promise<boolean> {
  const [row] = await ctx.db.$queryRaw<{ isDue: boolean }[]>`
    SELECT coalesce(least(
      (SELECT min("endsAt") FROM "Booking" WHERE status = 'confirmed'),
      (SELECT min("endsAt") FROM "MachineBlock" WHERE holds)
    ) <= ${now}, false) AS "isDue"`;
  return row?.isDue ?? false;
}

function expire(ctx: ServiceContext, now: Date): Promise<Expired[]> {
  return withTransaction(ctx, async (tx, afterCommit) => {
    const rows = await tx.$queryRaw<Expired[]>`
      UPDATE "Booking" SET status = 'ended', revision = revision + 1
      WHERE id IN (
        SELECT id FROM "Booking" WHERE status = 'confirmed' AND "endsAt" <= ${now}
        ORDER BY "endsAt", id FOR NO KEY UPDATE
      )
      RETURNING id, purpose, revision`;
    const blocks = await tx.$queryRaw<{ machineId: string; kind: string }[]>`
      UPDATE "MachineBlock" SET holds = false
      WHERE id IN (
        SELECT id FROM "MachineBlock" WHERE holds AND "endsAt" <= ${now} ORDER BY "endsAt", id FOR NO KEY UPDATE
      )
      RETURNING "machineId", kind::text`;
    for (const { machineId, kind } of blocks)
      if (kind === 'maintenance') afterCommit(() => ctx.bus.emit('maintenance.changed', { machineId }));
    for (const row of rows) {
      await emitAudit(ctx, tx, {
        action: 'booking.expire',
        objectType: 'booking',
        objectId: row.id,
        objectName: row.purpose,
        before: { status: 'confirmed' },
        after: { status: 'ended' },
      });
      afterCommit(() => ctx.bus.emit('booking.changed', { bookingId: row.id, revision: row.revision }));
    }
    return rows;
  });
}

async function readBookingsToAnnounce(ctx: ServiceContext, expired: Expired[]): Promise<Set<string>> {
  const running = await ctx.db.session.findMany({
    where: { state: { in: [...RUNNING_STATES] }, booking: { status: { not: 'confirmed' } } },
    select: { bookingId: true },
  });
  return new Set([...expired.map((it) => it.id), ...running.map((it) => it.bookingId)]);
}
