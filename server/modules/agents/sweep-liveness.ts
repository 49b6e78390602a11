import type { AgentState } from '@/prisma/generated/client.ts';
import type { Judgement } from '@/shared/domain/judgement.ts';
import { type ServiceContext, withTransaction } from '../../context.ts';
import { announceMachines } from './internal.ts';

/**
 * Silent agents become suspect, then lost, by `timings`. Returns the machines that changed; `agent.lost` is emitted
 * for each lost one.
 */
export async function sweepLiveness(
  ctx: ServiceContext,
  { mayJudge }: Judgement,
): Promise<{ suspect: string[]; lost: string[] }> {
  const nowMs = ctx.now().getTime();
  if (!mayJudge) {
    // This look is what the judgement rests on: it has to notice a database that is away.
    await ctx.db.$queryRaw`SELECT 1`;
    return { suspect: [], lost: [] };
  }
  const suspect = await demote(ctx, ['online'], 'suspect', new Date(nowMs - ctx.timings.suspectMs));
  const lost = await demote(ctx, ['online', 'suspect'], 'lost', new Date(nowMs - ctx.timings.lostMs));
  return { suspect: suspect.filter((id) => !lost.includes(id)), lost };
}

async function demote(
  ctx: ServiceContext,
  from: AgentState[],
  to: 'suspect' | 'lost',
  silentSince: Date,
): Promise<string[]> {
  return withTransaction(ctx, async (tx, afterCommit) => {
    const gone = await tx.agent.updateManyAndReturn({
      where: { state: { in: from }, OR: [{ lastSeenAt: null }, { lastSeenAt: { lte: silentSince } }] },
      data: { state: to },
      select: { machineId: true },
    });
    const machineIds = gone.map((it) => it.machineId).toSorted();
    await announceMachines(ctx, tx, afterCommit, machineIds);
    for (const machineId of machineIds)
      if (to === 'lost') afterCommit(() => ctx.bus.emit('agent.lost', { machineId }));
    return machineIds;
  });
}
