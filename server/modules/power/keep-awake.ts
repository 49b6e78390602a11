import type * as z from 'zod';
import type { KeepAwakeInput } from '@/shared/schemas/power.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { announceMachines, lockMachines } from '../inventory/index.ts';
import { createRow } from './internal.ts';
import { readPowerRows } from './read-rows.ts';

/** Its rule puts it to sleep no earlier than that, whoever needs it; null: as its rule says from now on. It wakes nothing. */
export async function keepAwake(
  ctx: ServiceContext,
  { id, minutes }: z.output<typeof KeepAwakeInput>,
): Promise<{ until: Date | null }> {
  authorize(ctx, 'machine:edit');
  const row = (await readPowerRows(ctx)).find((it) => it.id === id);
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such active machine in this lab.');
  const until = minutes === null ? null : new Date(ctx.now().getTime() + minutes * 60_000);
  await withTransaction(ctx, async (tx, afterCommit) => {
    await lockMachines(tx, [id]);
    await createRow(tx, row);
    await tx.machinePower.update({ where: { machineId: id }, data: { notBefore: until } });
    await emitAudit(ctx, tx, {
      action: 'machine.keep-awake',
      objectType: 'machine',
      objectId: id,
      objectName: row.name,
      before: { until: row.known.notBefore },
      after: { until },
    });
    await announceMachines(ctx, tx, afterCommit, [id]);
  });
  return { until };
}
