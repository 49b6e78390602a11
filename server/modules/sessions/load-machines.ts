import { tellQuarantine } from '@/shared/domain/machine-trouble.ts';
import type { ServiceContext } from '../../context.ts';
import { readReport } from '../inventory/index.ts';
import type { MachineForStart } from './startable-models.ts';

/** Machines with what their agents last reported, in the order of `machineIds`. */
export async function loadMachinesForStart(
  ctx: ServiceContext,
  machineIds: string[],
): Promise<MachineForStart[]> {
  const [rows, connected] = await Promise.all([
    ctx.db.machine.findMany({ where: { id: { in: machineIds } }, include: { report: true } }),
    ctx.agents.connectedMachines(machineIds),
  ]);
  return machineIds.flatMap((id) => {
    const row = rows.find((it) => it.id === id);
    if (!row) return [];
    const { isOutdated, engine, models } = readReport(row.report);
    const { name } = row;
    const needsAttention = tellQuarantine(row) ?? row.needsAttention;
    return [{ id, name, isConnected: connected.has(id), needsAttention, isOutdated, engine, models }];
  });
}
