import type { AgentState } from '@/prisma/generated/client.ts';
import { type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { type Hello, learnedColumns, storeReport, touchMachine } from './internal.ts';

/**
 * The agent is here, with what it found on its machine. `isNewBoot`: the agent program has been started anew since
 * its last hello, so no rank of before is left.
 */
export async function recordHello(
  ctx: ServiceContext,
  machineId: string,
  hello: Pick<Hello, 'protocolVersion' | 'agentVersion' | 'bootId' | 'facts' | 'models' | 'engine'>,
): Promise<{ machineName: string; isNewBoot: boolean }> {
  return withTransaction(ctx, async (tx, afterCommit) => {
    const [before] = await tx.$queryRaw<{ bootId: string | null; state: AgentState; name: string }[]>`
      SELECT a."bootId", a.state::text AS state, m.name
      FROM "Agent" a JOIN "Machine" m ON m.id = a."machineId"
      WHERE a."machineId" = ${machineId} FOR UPDATE OF a`;
    if (!before || before.state === 'revoked') {
      throw new ServiceError('FORBIDDEN', 'This agent was revoked. Join the machine again with a new token.');
    }
    const now = ctx.now();
    await tx.agent.update({
      where: { machineId },
      data: {
        state: 'online',
        bootId: hello.bootId,
        version: hello.agentVersion,
        connectedAt: now,
        lastSeenAt: now,
      },
    });
    await storeReport(tx, machineId, hello, now);
    await touchMachine(ctx, tx, afterCommit, machineId, learnedColumns(hello));
    afterCommit(() => ctx.bus.emit('agent.connected', { machineId }));
    return { machineName: before.name, isNewBoot: before.bootId !== hello.bootId };
  });
}
