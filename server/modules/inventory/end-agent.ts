import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { voidJoinTokens } from './join-token.ts';

/**
 * Ends a machine's agent and what could make it another, in the transaction that has locked the machine; whoever calls
 * says so afterwards (`agent.revoked`), which cuts its connection. Null: there is none, or it is over already.
 */
export async function endAgent(
  ctx: ServiceContext,
  tx: Transaction,
  machineId: string,
): Promise<{ id: string; state: string } | null> {
  await voidJoinTokens(tx, machineId, ctx.now());
  const agent = await tx.agent.findUnique({ where: { machineId }, select: { id: true, state: true } });
  const { count } = await tx.agent.updateMany({
    where: { machineId, state: { not: 'revoked' } },
    data: { state: 'revoked' },
  });
  return count === 0 ? null : agent;
}
