import { isDeepStrictEqual } from 'node:util';
import { type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { type Report, reportedColumns, touchMachine } from './internal.ts';

/** What an agent found out anew; viewers hear of it only when something differs. */
export async function recordFacts(ctx: ServiceContext, machineId: string, report: Report): Promise<void> {
  const now = ctx.now();
  await withTransaction(ctx, async (tx, afterCommit) => {
    const before = await tx.machine.findUnique({ where: { id: machineId } });
    if (!before) throw new ServiceError('NOT_FOUND', 'This machine is not in the lab any more.');
    const isSame =
      isDeepStrictEqual(before.facts, report.facts) &&
      isDeepStrictEqual(before.models, report.models) &&
      isDeepStrictEqual(before.engine, report.engine);
    if (isSame) await tx.machine.update({ where: { id: machineId }, data: { factsAt: now } });
    else await touchMachine(ctx, tx, afterCommit, machineId, reportedColumns(report, now));
  });
}
