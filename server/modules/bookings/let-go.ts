import {
  type AfterCommit,
  authorize,
  requireUser,
  type ServiceContext,
  withTransaction,
} from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { lockMachines } from '../inventory/index.ts';

/** Gives back what one holds. What is gone already stays gone; an offer goes to the next in line. */
export async function letGo(ctx: ServiceContext, input: { id: string }): Promise<void> {
  authorize(ctx, 'booking:create');
  const user = requireUser(ctx);
  const hold = await ctx.db.bookingHold.findUnique({ where: { id: input.id }, select: { personId: true } });
  if (!hold) return;
  if (hold.personId !== user.id) throw new ServiceError('FORBIDDEN', 'Only who holds a time lets it go.');
  await withTransaction(ctx, (tx, afterCommit) => endHold(ctx, tx, afterCommit, input.id));
}

/** Holds whose time is over are written down as gone; nobody was kept away by them since. */
export async function sweepHolds(ctx: ServiceContext): Promise<{ holdIds: string[] }> {
  const lapsed = await ctx.db.bookingHold.findMany({
    where: { expiresAt: { lte: ctx.now() } },
    select: { id: true },
    orderBy: { expiresAt: 'asc' },
    take: 500,
  });
  for (const { id } of lapsed) {
    await withTransaction(ctx, (tx, afterCommit) => endHold(ctx, tx, afterCommit, id));
  }
  return { holdIds: lapsed.map((it) => it.id) };
}

/**
 * Within a transaction of its own locks. Who let an offer pass waits on, behind all who wait, and not for that time:
 * else it would be held for nobody for ever.
 */
export async function endHold(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  id: string,
): Promise<void> {
  const blocks = await tx.machineBlock.findMany({ where: { holdId: id }, select: { machineId: true } });
  await lockMachines(
    tx,
    blocks.map((it) => it.machineId),
  );
  const hold = await tx.bookingHold.findUnique({ where: { id }, select: { startsAt: true, endsAt: true } });
  if (!hold) return;
  await tx.bookingWait.updateMany({
    where: { holdId: id, state: 'offered' },
    data: {
      state: 'waiting',
      holdId: null,
      createdAt: ctx.now(),
      passedFrom: hold.startsAt,
      passedUntil: hold.endsAt,
    },
  });
  const { count } = await tx.bookingHold.deleteMany({ where: { id } });
  if (count > 0) afterCommit(() => ctx.bus.emit('hold.changed', { holdId: id }));
}
