import type { AgentRival } from '@/prisma/generated/client.ts';
import { markOf } from '@/shared/domain/agent-rivals.ts';
import { type AfterCommit, authorize, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { announceMachines, lockMachine } from '../inventory/index.ts';
import { RIVAL_NOTE } from './rivals.ts';

const MOVED = 'An admin of the lab has said that this machine’s identity is on another computer now.';

/**
 * A person's word on a second program with a machine's identity. `moved`: it has the place from now on, and the one of
 * before is told and ends, with what runs on it. `refused`: it is told at its next try and gives up its key.
 */
export async function decideRival(
  ctx: ServiceContext,
  { id, verdict }: { id: string; verdict: 'moved' | 'refused' },
): Promise<void> {
  authorize(ctx, 'machine:edit');
  await withTransaction(ctx, async (tx, afterCommit) => {
    const found = await tx.agentRival.findUnique({ where: { id }, include: { agent: true } });
    if (!found || found.refusedAt) throw gone();
    const machine = await lockMachine(tx, found.agent.machineId);
    const rival = await tx.agentRival.findUnique({ where: { id } });
    if (!rival || rival.refusedAt) throw gone();
    if (verdict === 'moved') await move(ctx, tx, afterCommit, rival);
    else await tx.agentRival.update({ where: { id }, data: { refusedAt: ctx.now() } });
    const left = await tx.agentRival.count({ where: { agentId: rival.agentId, refusedAt: null } });
    if (left === 0) {
      await tx.machine.updateMany({
        where: { id: machine.id, needsAttention: RIVAL_NOTE },
        data: { needsAttention: null },
      });
    }
    await emitAudit(ctx, tx, {
      action: verdict === 'moved' ? 'agent.move' : 'agent.refuse-copy',
      objectType: 'machine',
      objectId: machine.id,
      objectName: machine.name,
      after: { host: rival.hostName, address: rival.address },
    });
    await announceMachines(ctx, tx, afterCommit, [machine.id]);
  });
}

async function move(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  rival: AgentRival,
): Promise<void> {
  const now = ctx.now();
  const holder = await tx.agent.findUniqueOrThrow({ where: { id: rival.agentId } });
  if (holder.state === 'revoked') throw gone();
  await tx.agentRival.delete({ where: { id: rival.id } });
  const { machineId, bootId } = holder;
  if (bootId !== null) {
    const mark = markOf({ bootId, hardwareId: holder.hardwareId }, rival.hardwareId);
    const seen = { bootId, hardwareId: holder.hardwareId, address: holder.address, refusedAt: now };
    await tx.agentRival.upsert({
      where: { agentId_mark: { agentId: holder.id, mark } },
      create: {
        agentId: holder.id,
        mark,
        joinCounter: holder.joinCounter,
        firstSeenAt: now,
        lastSeenAt: now,
        ...seen,
      },
      update: seen,
    });
  }
  await tx.agent.update({
    where: { id: holder.id },
    data: {
      // Known again at its next try: by its start, and by a number above its last one.
      bootId: rival.bootId,
      hardwareId: rival.hardwareId,
      placeId: null,
      joinCounter: rival.joinCounter,
      state: 'lost',
    },
  });
  if (bootId === null) return;
  // By its start: the one that comes in its place has the same identity and must not hear this.
  afterCommit(() => ctx.bus.emit('agent.revoked', { machineId, agentId: holder.id, reason: MOVED, bootId }));
}

const gone = () => new ServiceError('NOT_FOUND', 'Somebody has decided on it already. Reload the page.');
