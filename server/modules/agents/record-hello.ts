import type { AgentState } from '@/prisma/generated/client.ts';
import { type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { OLDEST_PROTOCOL_VERSION } from '@/shared/protocol/agent.ts';
import { announceMachines, lockMachine } from '../inventory/index.ts';
import { type AgentRef, type Hello, noteAttention, revoked, storeReport } from './internal.ts';

const OLD_AGENT_NOTE =
  'Its agent is of an older version and gets no work. Fetch agent.mjs from this portal again and restart it.';

/**
 * The agent is here, with what it found on its machine. `isNewBoot`: the agent program has been started anew since
 * its last hello, so no rank of before is left.
 */
export async function recordHello(
  ctx: ServiceContext,
  { machineId, agentId }: AgentRef,
  hello: Pick<Hello, 'protocolVersion' | 'agentVersion' | 'bootId' | 'facts' | 'models' | 'engine'>,
  /** Where its connection comes from, as the portal sees it. */
  address: string | null = null,
): Promise<{ machineName: string; isNewBoot: boolean }> {
  if (hello.protocolVersion < OLDEST_PROTOCOL_VERSION) await refuseOldAgent(ctx, machineId, hello);
  return withTransaction(ctx, async (tx, afterCommit) => {
    const machine = await lockMachine(tx, machineId);
    const [before] = await tx.$queryRaw<{ bootId: string | null; state: AgentState; version: string }[]>`
      SELECT "bootId", state::text, version FROM "Agent" WHERE id = ${agentId} FOR NO KEY UPDATE`;
    if (!before || before.state === 'revoked') throw revoked();
    const now = ctx.now();
    await tx.agent.update({
      where: { id: agentId },
      data: {
        state: 'online',
        bootId: hello.bootId,
        portalId: ctx.portal.id,
        version: hello.agentVersion,
        address,
        connectedAt: now,
        lastSeenAt: now,
      },
    });
    const isReportNew = await storeReport(ctx, tx, afterCommit, machine, hello);
    const isUpdated = await tx.machine.updateMany({
      where: { id: machineId, needsAttention: OLD_AGENT_NOTE },
      data: { needsAttention: null },
    });
    if (
      isReportNew ||
      isUpdated.count > 0 ||
      before.state !== 'online' ||
      before.version !== hello.agentVersion
    )
      await announceMachines(ctx, tx, afterCommit, [machineId]);
    return { machineName: machine.name, isNewBoot: before.bootId !== hello.bootId };
  });
}

/** Said where people look, since the agent itself can only write it into its log. */
async function refuseOldAgent(
  ctx: ServiceContext,
  machineId: string,
  { protocolVersion, agentVersion }: Pick<Hello, 'protocolVersion' | 'agentVersion'>,
): Promise<never> {
  await noteAttention(ctx, machineId, OLD_AGENT_NOTE);
  throw new ServiceError(
    'PRECONDITION_FAILED',
    `This agent (${agentVersion}) speaks protocol ${protocolVersion}; this portal needs ${OLDEST_PROTOCOL_VERSION}. Fetch agent.mjs from the portal again and restart it.`,
  );
}
