import { type ServiceContext, withTransaction } from '../../context.ts';
import { announceMachines, lockMachine } from '../inventory/index.ts';
import { type AgentRef, type Report, requireCurrent, storeReport } from './internal.ts';

/** What an agent found out anew; viewers hear of it only when something they see differs. */
export async function recordFacts(ctx: ServiceContext, agent: AgentRef, report: Report): Promise<void> {
  await withTransaction(ctx, async (tx, afterCommit) => {
    const machine = await lockMachine(tx, agent.machineId);
    await requireCurrent(tx, agent);
    const isChange = await storeReport(ctx, tx, afterCommit, machine, report);
    if (isChange) await announceMachines(ctx, tx, afterCommit, [machine.id]);
  });
}
