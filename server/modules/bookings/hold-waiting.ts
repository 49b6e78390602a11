import type { AfterCommit, ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';

/**
 * Maintenance that waited for what no longer holds these machines takes hold, in the same transaction, which has locked
 * them: nobody slips in between. Of a booking that was given back early it takes what is left.
 */
export async function holdWaiting(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  machineIds: string[],
): Promise<void> {
  const now = ctx.now();
  const held = await tx.$queryRaw<{ machineId: string }[]>`
    UPDATE "MachineBlock" w SET waits = false, holds = true, "startsAt" = greatest(w."startsAt", ${now})
    WHERE w."machineId" = ANY(${machineIds}) AND w.waits AND w."endsAt" > ${now} AND NOT EXISTS (
      SELECT FROM "MachineBlock" k
      WHERE k."machineId" = w."machineId" AND k.holds
        AND k."startsAt" < w."endsAt" AND k."endsAt" > greatest(w."startsAt", ${now})
    ) RETURNING w."machineId"`;
  for (const machineId of new Set(held.map((it) => it.machineId)))
    afterCommit(() => ctx.bus.emit('maintenance.changed', { machineId }));
}
