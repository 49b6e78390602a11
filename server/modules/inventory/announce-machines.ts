import type { AfterCommit, ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';

/** Says after the transaction that what is shown of these machines has changed. */
export async function announceMachines(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  machineIds: string[],
): Promise<void> {
  if (machineIds.length === 0) return;
  const rows = await tx.machine.findMany({
    where: { id: { in: machineIds } },
    select: { id: true, revision: true },
  });
  afterCommit(() => {
    for (const { id, revision } of rows) ctx.bus.emit('machine.changed', { machineId: id, revision });
  });
}
