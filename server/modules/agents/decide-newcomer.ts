import type * as z from 'zod';
import type { AdmitInput } from '@/shared/schemas/joins.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { createMachine, type LockedMachine, lockMachine } from '../inventory/index.ts';
import { makeAgent } from './make-agent.ts';

/** Lets a machine in that waits: as a machine of its own, or as one of the records. It hears of it at its next try. */
export async function admitNewcomer(
  ctx: ServiceContext,
  input: z.output<typeof AdmitInput>,
): Promise<{ machineId: string; machineName: string }> {
  authorize(ctx, 'machine:add');
  return withTransaction(ctx, async (tx, afterCommit) => {
    const machine: LockedMachine =
      'name' in input
        ? await createMachine(ctx, tx, afterCommit, { name: input.name, note: null })
        : await lockMachine(tx, input.machineId);
    if (machine.status === 'retired')
      throw new ServiceError(
        'PRECONDITION_FAILED',
        `${machine.name} is retired. Make it active again first.`,
      );
    const newcomer = await lockWaiting(tx, input.id);
    const now = ctx.now();
    // A record without a serial learns it; one that has another keeps it, and the difference is shown.
    if (newcomer.serial !== null && !(await hasSerial(tx, newcomer.serial)))
      await tx.machine.updateMany({
        where: { id: machine.id, serial: null },
        data: { serial: newcomer.serial },
      });
    await tx.newcomer.update({ where: { id: newcomer.id }, data: { admittedAt: now } });
    await tx.joinToken.update({
      where: { id: newcomer.tokenId },
      data: { machineId: machine.id, usedAt: now },
    });
    const { machineId, machineName } = await makeAgent(ctx, tx, afterCommit, machine, newcomer);
    await emitAudit(ctx, tx, {
      action: 'agent.admit',
      objectType: 'machine',
      objectId: machineId,
      objectName: machineName,
      after: { host: newcomer.hostName, address: newcomer.address },
    });
    return { machineId, machineName };
  });
}

/** Sends a machine away that waits; it is told at its next try. */
export async function refuseNewcomer(ctx: ServiceContext, { id }: { id: string }): Promise<void> {
  authorize(ctx, 'machine:add');
  await withTransaction(ctx, async (tx) => {
    const newcomer = await lockWaiting(tx, id);
    await tx.newcomer.update({ where: { id }, data: { refusedAt: ctx.now() } });
    await emitAudit(ctx, tx, {
      action: 'agent.refuse',
      objectType: 'machine',
      objectId: id,
      objectName: newcomer.hostName ?? newcomer.address ?? 'a machine',
      after: { host: newcomer.hostName, address: newcomer.address },
    });
  });
}

const hasSerial = async (tx: Transaction, serial: string): Promise<boolean> =>
  (await tx.machine.count({ where: { serial: { equals: serial, mode: 'insensitive' } } })) > 0;

async function lockWaiting(tx: Transaction, id: string) {
  await tx.$queryRaw`SELECT FROM "Newcomer" WHERE id = ${id} FOR UPDATE`;
  const found = await tx.newcomer.findUnique({ where: { id } });
  if (!found || found.admittedAt || found.refusedAt)
    throw new ServiceError('NOT_FOUND', 'Somebody has decided on it already. Reload the page.');
  return found;
}
