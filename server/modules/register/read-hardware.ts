import { hardwareRows } from '@/shared/domain/hardware-rows.ts';
import { observedField } from '@/shared/domain/observed-fields.ts';
import type { Hardware } from '@/shared/schemas/machine-history.ts';
import { authorize, may, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { readReport } from '../inventory/index.ts';
import { readCatalogue } from './read-catalogue.ts';
import { tellObserved } from './tell-observed.ts';
import { fieldsOf } from './to-asset.ts';

/** As many as one looks at; the rest are in the history. */
const MOST_UNCONFIRMED = 20;

/** What a machine's agent sees beside what people entered, and what of it changed without anybody's word. */
export async function readHardware(
  ctx: ServiceContext,
  { machineId }: { machineId: string },
): Promise<Hardware> {
  authorize(ctx, 'lab:read');
  const row = await ctx.db.machine.findUnique({
    where: { id: machineId },
    include: {
      report: true,
      observed: {
        where: { needsWord: true, confirmedAt: null },
        orderBy: [{ at: 'desc' }, { id: 'desc' }],
        take: MOST_UNCONFIRMED,
      },
    },
  });
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such machine in this lab.');
  const mayEdit = may(ctx, 'machine:edit');
  const { facts, engine } = readReport(row.report);
  const entered = fieldsOf(row);
  return {
    rows: hardwareRows({
      facts,
      engine,
      reportedAt: row.report?.reportedAt ?? null,
      entered,
      mayEdit,
      catalogue: readCatalogue(entered.catalogId, facts),
    }),
    unconfirmed: row.observed
      .filter(({ field }) => mayEdit || !observedField(field).isPrivate)
      .map((it) => ({ id: it.id, field: it.field, at: it.at, ...tellObserved(it) })),
  };
}
