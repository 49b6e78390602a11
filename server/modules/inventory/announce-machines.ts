import type { AfterCommit, ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';

/** Says after the transaction that what is shown of these machines' cables has changed. */
export async function announceCabled(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  machineIds: readonly string[],
): Promise<void> {
  const rows = await tx.machine.findMany({
    where: { id: { in: [...new Set(machineIds)] } },
    select: { id: true, revision: true },
  });
  afterCommit(() => {
    for (const { id, revision } of rows) ctx.bus.emit('machine.changed', { machineId: id, revision });
  });
}
