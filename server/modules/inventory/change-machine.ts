import type { Prisma } from '@/prisma/generated/client.ts';
import { type AfterCommit, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { type AuditSide, emitAudit } from '../audit/index.ts';
import { type LockedMachine, lockMachine } from './lock-machine.ts';

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

/** The same within a transaction of the caller's: of several machines, in the order of their ids. */
export async function writeMachine(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  change: MachineChange,
): Promise<void> {
  const before = await lockMachine(tx, change.id);
  const [after] = await tx.machine.updateManyAndReturn({
    where: { id: change.id, ...(change.revision === null ? {} : { revision: change.revision }) },
    data: { ...change.data, revision: { increment: 1 } },
    select: { name: true, revision: true },
  });
  if (!after) {
    throw new ServiceError(
      'CONFLICT',
      `${before.name} was changed meanwhile. Look at it as it is now, then try again.`,
    );
  }
  await change.check?.(tx, before, afterCommit);
  await emitAudit(ctx, tx, {
    action: change.action,
    objectType: 'machine',
    objectId: change.id,
    objectName: after.name,
    ...change.describe(before),
  });
  afterCommit(() => ctx.bus.emit('machine.changed', { machineId: change.id, revision: after.revision }));
}
