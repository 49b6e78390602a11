import { type ServiceContext, withTransaction } from '../../context.ts';
import { lockMachine } from '../inventory/index.ts';
import { announceMachines, type Report, storeReport } from './internal.ts';

/** What an agent found out anew; viewers hear of it only when something they see differs. */
export async function recordFacts(ctx: ServiceContext, machineId: string, report: Report): Promise<void> {
  const now = ctx.now();
  await withTransaction(ctx, async (tx, afterCommit) => {
    const machine = await lockMachine(tx, machineId);
    const isChange = await storeReport(tx, machine, report, now);
    if (isChange) await announceMachines(ctx, tx, afterCommit, [machineId]);
  });
}
