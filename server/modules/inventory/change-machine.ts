import type { Prisma } from '@/prisma/generated/client.ts';
import { type AfterCommit, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { type AuditInput, type AuditSide, emitAudits } from '../audit/index.ts';
import { type LockedMachine, lockMachines } from './lock-machine.ts';

export type MachineChange = {
  id: string;
  /** What the person saw; a newer one in the database is a conflict. `null` when any will do. */
  revision: number | null;
  data: Prisma.MachineUncheckedUpdateManyInput;
  action: string;
  /** The fields that change, as they were and as they are. */
  describe(before: LockedMachine): { before: AuditSide; after: AuditSide };
  /** Runs after the row is changed and locked, before the commit. */
  check?(tx: Transaction, before: LockedMachine, afterCommit: AfterCommit): Promise<void>;
};

/** One conditional update of a machine with its audit row; throws NOT_FOUND or CONFLICT. */
export const changeMachine = (ctx: ServiceContext, change: MachineChange): Promise<void> =>
  withTransaction(ctx, (tx, afterCommit) => writeMachine(ctx, tx, afterCommit, change));

/** The same within a transaction of the caller's, of one machine or of several at once: all or none. */
export async function writeMachine(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  ...changes: MachineChange[]
): Promise<void> {
  const locked = await lockMachines(
    tx,
    changes.map((it) => it.id),
  );
  const byId = new Map(locked.map((it) => [it.id, it]));
  const audits: AuditInput[] = [];
  for (const change of changes) {
    const before = byId.get(change.id);
    if (!before) throw new ServiceError('NOT_FOUND', 'There is no such machine in this lab.');
    const after = await updateOne(tx, change, before);
    await change.check?.(tx, before, afterCommit);
    audits.push({
      action: change.action,
      objectType: 'machine',
      objectId: change.id,
      objectName: after.name,
      ...change.describe(before),
    });
    afterCommit(() => ctx.bus.emit('machine.changed', { machineId: change.id, revision: after.revision }));
  }
  await emitAudits(ctx, tx, audits);
}

async function updateOne(tx: Transaction, { id, revision, data }: MachineChange, before: LockedMachine) {
  const [after] = await tx.machine.updateManyAndReturn({
    where: { id, ...(revision === null ? {} : { revision }) },
    data: { ...data, revision: { increment: 1 } },
    select: { name: true, revision: true },
  });
  if (after) return after;
  throw new ServiceError(
    'CONFLICT',
    `${before.name} was changed meanwhile. Look at it as it is now, then try again.`,
  );
}
