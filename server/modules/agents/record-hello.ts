import type { AgentState } from '@/prisma/generated/client.ts';
import { type ServiceContext, withTransaction } from '../../context.ts';
import { UPGRADE_NOTES, upgradeNote } from '@/shared/domain/protocol-skew.ts';
import { announceMachines, lockMachine } from '../inventory/index.ts';
import { keepEvents } from './keep-events.ts';
import { type AgentRef, type Hello, revoked, storeReport } from './internal.ts';

/**
 * The agent is here, with what it found on its machine. `isNewBoot`: the agent program has been started anew since
 * its last hello, so no rank of before is left. `upgradeRequired`: the two are too far apart, so it gets no work until
 * one of them is updated; said where people look, since the agent itself can only write it into its log.
 */
export async function recordHello(
  ctx: ServiceContext,
  { machineId, agentId }: AgentRef,
  hello: Pick<Hello, 'protocolVersion' | 'agentVersion' | 'bootId' | 'facts' | 'models' | 'engine'>,
  /** Where its connection comes from, as the portal sees it. */
  address: string | null = null,
): Promise<{ machineName: string; isNewBoot: boolean; upgradeRequired: string | null }> {
  const upgradeRequired = upgradeNote(hello.protocolVersion);
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
    const isNewBoot = before.bootId !== hello.bootId;
    await keepEvents(tx, machineId, now, [
      ...(isNewBoot && before.bootId !== null ? [{ kind: 'restarted' } as const] : []),
      ...(before.version !== hello.agentVersion
        ? [{ kind: 'updated', from: before.version, to: hello.agentVersion } as const]
        : []),
      { kind: 'connected', from: address },
    ]);
    const isReportNew = await storeReport(ctx, tx, afterCommit, machine, hello);
    const isUpdated = await tx.machine.updateMany({
      where: {
        id: machineId,
        OR: [
          { needsAttention: { in: UPGRADE_NOTES.filter((it) => it !== upgradeRequired) } },
          ...(upgradeRequired === null ? [] : [{ needsAttention: null }]),
        ],
      },
      data: { needsAttention: upgradeRequired },
    });
    if (
      isReportNew ||
      isUpdated.count > 0 ||
      before.state !== 'online' ||
      before.version !== hello.agentVersion
    )
      await announceMachines(ctx, tx, afterCommit, [machineId]);
    return { machineName: machine.name, isNewBoot, upgradeRequired };
  });
}
