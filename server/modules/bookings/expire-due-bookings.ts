import { RUNNING_STATES } from '@/shared/domain/session-states.ts';
import { type ServiceContext, withTransaction } from '../../context.ts';
import { emitAudit } from '../audit/index.ts';

type Expired = { id: string; purpose: string; revision: number };

/**
 * Ends bookings whose time is over and tells sessions so. Conditional updates make it safe in several portals at
 * once. A machine is held through its turnaround. A booking whose session still runs is announced
 * again each time: the word about it may have been lost with a portal.
 */
export async function expireDueBookings(ctx: ServiceContext): Promise<{ bookingIds: string[] }> {
  const now = ctx.now();
  const expired = await withTransaction(ctx, async (tx, afterCommit) => {
    // The range condition is the constraint's own: its partial index holds current and coming blocks only.
    const rows = await tx.$queryRaw<Expired[]>`
      UPDATE "Booking" SET status = 'ended', revision = revision + 1
      WHERE status = 'confirmed' AND "endsAt" <= ${now} AND id IN (
        SELECT "bookingId" FROM "MachineBlock"
        WHERE holds AND tstzrange("startsAt", "endsAt", '[)') && tstzrange(NULL, ${now}, '[]')
      )
      RETURNING id, purpose, revision`;
    await tx.$executeRaw`
      UPDATE "MachineBlock" SET holds = false
      WHERE holds AND tstzrange("startsAt", "endsAt", '[)') << tstzrange(${now}, NULL, '[)')`;
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
  for (const bookingId of await readBookingsToAnnounce(ctx, expired)) {
    ctx.bus.emit('booking.over', { bookingId, reason: 'booking_ended' });
  }
  return { bookingIds: expired.map((it) => it.id) };
}

async function readBookingsToAnnounce(ctx: ServiceContext, expired: Expired[]): Promise<Set<string>> {
  const running = await ctx.db.session.findMany({
    where: { state: { in: [...RUNNING_STATES] }, booking: { status: { not: 'confirmed' } } },
    select: { bookingId: true },
  });
  return new Set([...expired.map((it) => it.id), ...running.map((it) => it.bookingId)]);
}
