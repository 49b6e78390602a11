import { getMacModel } from '@/shared/data/mac-models.ts';
import type { LabelSheet } from '@/shared/schemas/register-labels.ts';
import { authorize, may, type ServiceContext } from '../../context.ts';
import { modelName, readReport } from '../inventory/index.ts';

/** What is printed on the labels of the lab's Macs; simulated ones have nothing to stick one on. */
export async function readLabels(ctx: ServiceContext, { limit }: { limit: number }): Promise<LabelSheet> {
  authorize(ctx, 'lab:read');
  const [lab, rows] = await Promise.all([
    ctx.db.lab.findUnique({ where: { id: 'lab' }, select: { name: true } }),
    ctx.db.machine.findMany({
      where: { simulated: false },
      include: { report: true },
      orderBy: [{ tag: { sort: 'asc', nulls: 'last' } }, { name: 'asc' }],
      take: limit,
    }),
  ]);
  const showsSerial = may(ctx, 'machine:edit');
  return {
    address: ctx.portal.url,
    labName: lab?.name ?? '',
    labels: rows.map((row) => {
      const { facts } = readReport(row.report);
      const isKnown = facts !== null || (row.catalogId !== null && getMacModel(row.catalogId) !== null);
      return {
        id: row.id,
        name: row.name,
        tag: row.tag,
        modelName: isKnown ? modelName(row.catalogId, facts) : null,
        memoryBytes: row.memoryBytes === null ? (facts?.memoryBytes ?? null) : Number(row.memoryBytes),
        serial: showsSerial ? row.serial : null,
        isRetired: row.status === 'retired',
      };
    }),
  };
}
