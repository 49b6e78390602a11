import type * as z from 'zod';
import type { BookingNotice, ListNoticesInput } from '@/shared/schemas/maintenance.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';

/**
 * What the person has not yet understood of their own bookings, the newest first. Of one booking also what they have
 * read and is still asked of it.
 */
export async function listNotices(
  ctx: ServiceContext,
  { bookingId, limit }: z.output<typeof ListNoticesInput>,
): Promise<z.output<typeof BookingNotice>[]> {
  authorize(ctx, 'lab:read');
  const { id: personId } = requireUser(ctx);
  const now = ctx.now();
  const rows = await ctx.db.bookingNotice.findMany({
    where: {
      booking: { personId, status: 'confirmed', endsAt: { gt: now } },
      ...(bookingId === undefined
        ? { seenAt: null }
        : { bookingId, OR: [{ seenAt: null }, { kind: 'asked' }] }),
    },
    include: { by: { select: { name: true } }, booking: true },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit,
  });
  const asked = await readStillAsked(
    ctx,
    rows.map((it) => it.bookingId),
  );
  const stands = new Set<string>();
  return rows.flatMap((row) => {
    if (row.kind === 'asked') {
      const key = `${row.bookingId} ${row.windowId}`;
      // Asked twice, the later word counts.
      if (!asked.has(key) || stands.has(key)) return [];
      stands.add(key);
    }
    return [
      {
        id: row.id,
        bookingId: row.bookingId,
        kind: row.kind === 'asked' ? ('asked' as const) : ('moved' as const),
        text: row.text,
        byName: row.by?.name ?? null,
        at: row.createdAt,
        purpose: row.booking.purpose,
        revision: row.booking.revision,
        hasBegun: row.booking.startsAt <= now,
        seen: row.seenAt !== null,
      },
    ];
  });
}

/** Which of these bookings which maintenance waits for. */
async function readStillAsked(ctx: ServiceContext, bookingIds: string[]): Promise<Set<string>> {
  if (bookingIds.length === 0) return new Set();
  const rows = await ctx.db.$queryRaw<{ bookingId: string; windowId: string }[]>`
    SELECT DISTINCT k."bookingId", w."windowId"
    FROM "MachineBlock" k JOIN "MachineBlock" w ON w."machineId" = k."machineId"
      AND w.waits AND w."startsAt" < k."endsAt" AND w."endsAt" > k."startsAt"
    WHERE k."bookingId" = ANY(${bookingIds})`;
  return new Set(rows.map((it) => `${it.bookingId} ${it.windowId}`));
}

/** Its person has read it. Reading it again changes nothing. */
export async function seeNotice(ctx: ServiceContext, input: { id: string }): Promise<void> {
  authorize(ctx, 'lab:read');
  const { id: personId } = requireUser(ctx);
  const notice = await ctx.db.bookingNotice.findFirst({ where: { id: input.id, booking: { personId } } });
  if (!notice) throw new ServiceError('NOT_FOUND', 'There is no such notice of a booking of yours.');
  if (notice.seenAt) return;
  await ctx.db.bookingNotice.updateMany({
    where: { id: notice.id, seenAt: null },
    data: { seenAt: ctx.now() },
  });
}
