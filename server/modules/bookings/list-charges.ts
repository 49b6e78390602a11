import type { ContestedCharge } from '@/shared/schemas/booking-cost.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ADJUSTMENT, toAdjustment } from './adjustments.ts';

/** Contested charges: those that wait for an answer, oldest first, and then those answered, newest first. */
export async function listCharges(
  ctx: ServiceContext,
  { limit }: { limit: number },
): Promise<ContestedCharge[]> {
  authorize(ctx, 'booking:decide-charge');
  const include = {
    ...ADJUSTMENT,
    booking: {
      select: {
        id: true,
        purpose: true,
        startsAt: true,
        endsAt: true,
        endedAt: true,
        project: { select: { id: true, name: true } },
      },
    },
  };
  const open = await ctx.db.bookingAdjustment.findMany({
    where: { decision: null },
    include,
    orderBy: [{ askedAt: 'asc' }, { id: 'asc' }],
    take: limit,
  });
  const answered = await ctx.db.bookingAdjustment.findMany({
    where: { decision: { not: null } },
    include,
    orderBy: [{ decidedAt: 'desc' }, { id: 'desc' }],
    take: limit - open.length,
  });
  return [...open, ...answered].map(({ booking, ...row }) => ({ ...toAdjustment(row), booking }));
}
