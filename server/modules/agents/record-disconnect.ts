import { type ServiceContext, withTransaction } from '../../context.ts';
import { isSilentByRule } from '@/shared/domain/power-policy.ts';
import { announceMachines } from '../inventory/index.ts';
import { keepEvents } from './keep-events.ts';
import type { AgentRef } from './internal.ts';

/**
 * The agent's socket to this portal closed. It may be back in a moment, or at another portal already, which is why
 * only our own hold on it is given up; `sweepLiveness` decides when it is lost.
 */
export async function recordDisconnect(
  ctx: ServiceContext,
  { machineId, agentId }: AgentRef,
  bootId: string,
): Promise<void> {
  await withTransaction(ctx, async (tx, afterCommit) => {
    const power = await tx.machinePower.findUnique({ where: { machineId }, select: { state: true } });
    const isAsleep = isSilentByRule(power?.state);
    const gone = await tx.agent.updateMany({
      where: { id: agentId, bootId, portalId: ctx.portal.id, state: 'online' },
      data: { state: isAsleep ? 'asleep' : 'suspect' },
    });
    if (gone.count > 0 && !isAsleep) await keepEvents(tx, machineId, ctx.now(), [{ kind: 'disconnected' }]);
    if (gone.count > 0) await announceMachines(ctx, tx, afterCommit, [machineId]);
  });
}
