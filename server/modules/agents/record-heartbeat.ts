import { type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { announceMachines } from './internal.ts';

/** A word from the agent. Throws CONFLICT when another boot of it has said hello since, or it was revoked. */
export async function recordHeartbeat(ctx: ServiceContext, machineId: string, bootId: string): Promise<void> {
  const lastSeenAt = ctx.now();
  const still = await ctx.db.agent.updateMany({
    where: { machineId, bootId, state: 'online' },
    data: { lastSeenAt },
  });
  if (still.count > 0) return;
  await withTransaction(ctx, async (tx, afterCommit) => {
    const back = await tx.agent.updateMany({
      where: { machineId, bootId, state: { not: 'revoked' } },
      data: { lastSeenAt, state: 'online' },
    });
    if (back.count === 0)
      throw new ServiceError('CONFLICT', 'Another start of this agent has taken over, or it was revoked.');
    await announceMachines(ctx, tx, afterCommit, [machineId]);
  });
}
