import { type ServiceContext, withTransaction } from '../../context.ts';
import { announceMachines } from './internal.ts';

/** The agent's socket closed. It may be back in a moment: `sweepLiveness` decides when it is lost. */
export async function recordDisconnect(
  ctx: ServiceContext,
  machineId: string,
  bootId: string,
): Promise<void> {
  await withTransaction(ctx, async (tx, afterCommit) => {
    const gone = await tx.agent.updateMany({
      where: { machineId, bootId, state: 'online' },
      data: { state: 'suspect' },
    });
    if (gone.count > 0) await announceMachines(ctx, tx, afterCommit, [machineId]);
  });
}
