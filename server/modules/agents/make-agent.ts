import type * as z from 'zod';
import type { JoinReply } from '@/shared/protocol/join.ts';
import type { AfterCommit, ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { emitAudit } from '../audit/index.ts';
import type { LockedMachine } from '../inventory/index.ts';

type Joining = { publicKey: string; agentVersion: string; hardwareId: string | null };

/** The machine's agent from now on; the one it had ends. The machine's row is locked by the caller. */
export async function makeAgent(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  machine: LockedMachine,
  { publicKey, agentVersion, hardwareId }: Joining,
): Promise<z.output<typeof JoinReply>> {
  // The old identity ends with its row: a copy of it is unknown from now on.
  const [replaced] = await tx.$queryRaw<{ id: string }[]>`
    DELETE FROM "Agent" WHERE "machineId" = ${machine.id} RETURNING id`;
  const agent = await tx.agent.create({
    data: { machineId: machine.id, publicKey, version: agentVersion, hardwareId },
  });
  await tx.machine.update({
    where: { id: machine.id },
    data: { needsAttention: null },
    select: { id: true },
  });
  await emitAudit(
    { ...ctx, actor: { kind: 'agent', machineId: machine.id, name: `Agent of ${machine.name}` } },
    tx,
    {
      action: 'agent.join',
      objectType: 'machine',
      objectId: machine.id,
      objectName: machine.name,
      after: { agentVersion, replacesAnother: replaced !== undefined },
    },
  );
  afterCommit(() => {
    if (replaced)
      ctx.bus.emit('agent.revoked', {
        machineId: machine.id,
        agentId: replaced.id,
        reason: 'Another agent has joined in its place.',
      });
    ctx.bus.emit('machine.changed', { machineId: machine.id, revision: machine.revision });
  });
  return { agentId: agent.id, machineId: machine.id, machineName: machine.name };
}
