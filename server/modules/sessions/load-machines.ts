import { tellQuarantine } from '@/shared/domain/machine-trouble.ts';
import { cordonOf } from '@/shared/domain/cordon.ts';
import { wiredLimitOf } from '@/shared/domain/model-memory.ts';
import type { MachineFacts } from '@/shared/schemas/machine.ts';
import type { ServiceContext } from '../../context.ts';
import { readReport } from '../inventory/index.ts';
import type { MachineForStart } from './startable-models.ts';

/** Machines with what their agents last reported, in the order of `machineIds`. */
export async function loadMachinesForStart(
  ctx: ServiceContext,
  machineIds: string[],
): Promise<MachineForStart[]> {
  const [rows, connected] = await Promise.all([
    ctx.db.machine.findMany({
      where: { id: { in: machineIds } },
      include: { report: true, agent: { select: { state: true } } },
    }),
    ctx.agents.connectedMachines(machineIds),
  ]);
  return machineIds.flatMap((id) => {
    const row = rows.find((it) => it.id === id);
    if (!row) return [];
    const { isOutdated, engine, models, facts } = readReport(row.report);
    const { name } = row;
    return [
      {
        id,
        name,
        isConnected: connected.has(id),
        isAsleep: row.agent?.state === 'asleep',
        needsAttention: tellQuarantine(row) ?? row.needsAttention,
        cordon: cordonOf(row),
        isOutdated,
        engine,
        models,
        ...memoryOf(facts),
      },
    ];
  });
}

function memoryOf(facts: MachineFacts | null): Pick<MachineForStart, 'limitBytes' | 'unmanaged'> {
  const { memoryBytes = null, wiredLimitBytes, unmanaged = null } = facts ?? {};
  if (memoryBytes === null || facts?.os !== 'macos') return { limitBytes: memoryBytes, unmanaged };
  // 0 leaves it to macOS.
  return { limitBytes: wiredLimitOf(memoryBytes, wiredLimitBytes || null).bytes, unmanaged };
}
