import type { AfterCommit, ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { emitAudit } from '../audit/index.ts';
import { checkName } from './check-name.ts';
import type { LockedMachine } from './lock-machine.ts';

/** A new record, before or with its agent; nobody else sees its row yet. Throws CONFLICT when the name is taken. */
export async function createMachine(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { name, note }: { name: string; note: string | null },
): Promise<LockedMachine> {
  await checkName(tx, name);
  const machine = await tx.machine.create({ data: { name, note } });
  await emitAudit(ctx, tx, {
    action: 'machine.add',
    objectType: 'machine',
    objectId: machine.id,
    objectName: machine.name,
    after: { name: machine.name, note: machine.note },
  });
  afterCommit(() => ctx.bus.emit('machine.changed', { machineId: machine.id, revision: machine.revision }));
  return machine;
}
