import type { AfterCommit, ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { type AuditInput, emitAudit } from '../audit/index.ts';
import type { LockedMachine } from '../inventory/index.ts';

/** An act on a machine that leaves its own row as it is: for the audit, and for who looks at the machine. */
export async function tellAct(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { id, name, revision }: LockedMachine,
  act: Pick<AuditInput, 'action' | 'before' | 'after'>,
): Promise<void> {
  await emitAudit(ctx, tx, { ...act, objectType: 'machine', objectId: id, objectName: name });
  afterCommit(() => ctx.bus.emit('machine.changed', { machineId: id, revision }));
}
