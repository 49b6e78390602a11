import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { lockMachines } from '../inventory/index.ts';
import { endWindow } from './cancel-maintenance.ts';
import { wordsOf } from './series.ts';

/** No more dates of it: those ahead are called off, what runs and what was stays. Ending it again changes nothing. */
export async function endSeries(ctx: ServiceContext, input: { id: string }): Promise<void> {
  authorize(ctx, 'machine:edit');
  await withTransaction(ctx, async (tx, afterCommit) => {
    await tx.$queryRaw`SELECT id FROM "MaintenanceSeries" WHERE id = ${input.id} FOR NO KEY UPDATE`;
    const series = await tx.maintenanceSeries.findUnique({ where: { id: input.id } });
    if (!series) throw new ServiceError('NOT_FOUND', 'There is no such maintenance.');
    if (series.endedAt) return;
    const now = ctx.now();
    await tx.maintenanceSeries.update({ where: { id: series.id }, data: { endedAt: now } });
    const ahead = await tx.maintenanceWindow.findMany({
      where: { seriesId: series.id, cancelledAt: null, startsAt: { gt: now } },
      select: { id: true, startsAt: true, endsAt: true },
      orderBy: { startsAt: 'asc' },
    });
    // In one order: a date that was changed may have other machines than the series.
    const blocks = await tx.machineBlock.findMany({
      where: { windowId: { in: ahead.map((it) => it.id) } },
      select: { machineId: true },
    });
    await lockMachines(tx, [...new Set(blocks.map((it) => it.machineId))]);
    for (const window of ahead) await endWindow(ctx, tx, afterCommit, window);
    const names = await tx.machine.findMany({
      where: { id: { in: series.machineIds } },
      select: { name: true },
      orderBy: { name: 'asc' },
    });
    await emitAudit(ctx, tx, {
      action: 'maintenance.end-series',
      objectType: 'maintenance',
      objectId: series.id,
      objectName: names.map((it) => it.name).join(', '),
      before: { often: wordsOf(series), at: series.localTime, note: series.note },
      after: null,
    });
  });
}
