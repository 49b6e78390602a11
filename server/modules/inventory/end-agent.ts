import type { AgentState } from '@/prisma/generated/client.ts';
import type { AfterCommit, ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { voidJoinTokens } from './join-token.ts';

/**
 * Ends a machine's agent and what could make it another, in the transaction that has locked the machine, and says so
 * after it (`agent.revoked`), which cuts its connection.
 *
 * @returns the state it was in; null when there is none, or it is over already.
 */
export async function endAgent(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { machineId, reason }: { machineId: string; reason: string },
): Promise<AgentState | null> {
  await voidJoinTokens(tx, machineId, ctx.now());
  const agent = await tx.agent.findUnique({ where: { machineId }, select: { id: true, state: true } });
  const { count } = await tx.agent.updateMany({
    where: { machineId, state: { not: 'revoked' } },
    data: { state: 'revoked' },
  });
  if (!agent || count === 0) return null;
  afterCommit(() => ctx.bus.emit('agent.revoked', { machineId, agentId: agent.id, reason }));
  return agent.state;
}
