import type { AgentState } from '@/prisma/generated/client.ts';
import { type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { lockMachine } from '../inventory/index.ts';
import { announceMachines, type Hello, storeReport } from './internal.ts';

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
    const machine = await lockMachine(tx, machineId);
    const [before] = await tx.$queryRaw<{ bootId: string | null; state: AgentState; version: string }[]>`
      SELECT "bootId", state::text, version FROM "Agent" WHERE "machineId" = ${machineId} FOR NO KEY UPDATE`;
    if (!before || before.state === 'revoked') {
      throw new ServiceError('FORBIDDEN', 'This agent was revoked. Join the machine again with a new token.');
    }
    const now = ctx.now();
    await tx.agent.update({
      where: { machineId },
      data: {
        state: 'online',
        bootId: hello.bootId,
        portalId: ctx.portal.id,
        version: hello.agentVersion,
        connectedAt: now,
        lastSeenAt: now,
      },
    });
    const isReportNew = await storeReport(tx, machine, hello, now);
    if (isReportNew || before.state !== 'online' || before.version !== hello.agentVersion)
      await announceMachines(ctx, tx, afterCommit, [machineId]);
    return { machineName: machine.name, isNewBoot: before.bootId !== hello.bootId };
  });
}
