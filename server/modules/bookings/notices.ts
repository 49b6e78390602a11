import type * as z from 'zod';
import type { BookingNotice } from '@/shared/schemas/maintenance.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';

/** What the person has not yet understood of their own bookings, the newest first; an asking while it still stands. */
export async function listNotices(
  ctx: ServiceContext,
  { limit }: { limit: number },
): Promise<z.output<typeof BookingNotice>[]> {
  authorize(ctx, 'lab:read');
  const { id: personId } = requireUser(ctx);
  const now = ctx.now();
  const rows = await ctx.db.bookingNotice.findMany({
    where: {
      seenAt: null,
      booking: { personId, status: 'confirmed', endsAt: { gt: now } },
      OR: [{ kind: 'moved' }, { window: { cancelledAt: null, endedAt: null, endsAt: { gt: now } } }],
    },
    include: { by: { select: { name: true } }, booking: true, window: { select: { note: true } } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit,
  });
  return rows.map((row) => ({
    id: row.id,
    bookingId: row.bookingId,
    kind: row.kind === 'asked' ? 'asked' : 'moved',
    text: row.text,
    byName: row.by?.name ?? null,
    at: row.createdAt,
    purpose: row.booking.purpose,
    revision: row.booking.revision,
    hasBegun: row.booking.startsAt <= now,
  }));
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
