import { isDeepStrictEqual } from 'node:util';
import { type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { learnedColumns, type Report, storeReport, touchMachine } from './internal.ts';

/** What an agent found out anew; viewers hear of it only when something differs. */
export async function recordFacts(ctx: ServiceContext, machineId: string, report: Report): Promise<void> {
  const now = ctx.now();
  await withTransaction(ctx, async (tx, afterCommit) => {
    const before = await tx.machineReport.findUnique({ where: { machineId } });
    if (!before) throw new ServiceError('NOT_FOUND', 'This machine is not in the lab any more.');
    const isSame =
      isDeepStrictEqual(before.facts, report.facts) &&
      isDeepStrictEqual(before.models, report.models) &&
      isDeepStrictEqual(before.engine, report.engine);
    await storeReport(tx, machineId, report, now);
    if (!isSame) await touchMachine(ctx, tx, afterCommit, machineId, learnedColumns(report));
  });
}
