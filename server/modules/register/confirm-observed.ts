import { CHANGED_HARDWARE } from '@/shared/domain/observed-changes.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { lockMachine } from '../inventory/index.ts';
import { tellAct } from './tell-act.ts';
import { tellObserved } from './tell-observed.ts';

/** A person's word that hardware has really changed as its agent says. Said twice it stays as it was said first. */
export async function confirmObserved(ctx: ServiceContext, { id }: { id: string }): Promise<void> {
  authorize(ctx, 'machine:edit');
  const me = requireUser(ctx);
  await withTransaction(ctx, async (tx, afterCommit) => {
    const change = await tx.observedChange.findUnique({ where: { id } });
    if (!change) throw new ServiceError('NOT_FOUND', 'There is no such change.');
    const machine = await lockMachine(tx, change.machineId);
    const { count } = await tx.observedChange.updateMany({
      where: { id, confirmedAt: null },
      data: { confirmedAt: ctx.now(), confirmedById: me.id },
    });
    if (count === 0) return;
    await takeNoteAway(tx, machine.id);
    const { label, from, to } = tellObserved(change);
    await tellAct(ctx, tx, afterCommit, machine, {
      action: 'machine.confirm-observed',
      before: { observed: `${label} ${from}` },
      after: { observed: `${label} ${to}` },
    });
  });
}

/** The note that hardware has changed goes with the last change that waits for a word; other notes stay. */
async function takeNoteAway(tx: Transaction, machineId: string): Promise<void> {
  const waiting = await tx.observedChange.count({ where: { machineId, needsWord: true, confirmedAt: null } });
  if (waiting > 0) return;
  await tx.machine.updateMany({
    where: { id: machineId, needsAttention: { startsWith: CHANGED_HARDWARE } },
    data: { needsAttention: null },
  });
}
