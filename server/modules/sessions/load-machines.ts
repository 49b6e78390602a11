import * as z from 'zod';
import { AgentModel, EngineState } from '@/shared/schemas/machine.ts';
import type { ServiceContext } from '../../context.ts';
import type { MachineForStart } from './startable-models.ts';

/** Machines with what their agents last reported, in the order of `machineIds`. */
export async function loadMachinesForStart(
  ctx: ServiceContext,
  machineIds: string[],
): Promise<MachineForStart[]> {
  const rows = await ctx.db.machine.findMany({ where: { id: { in: machineIds } } });
  return machineIds.flatMap((id) => {
    const row = rows.find((it) => it.id === id);
    if (!row) return [];
    return [
      {
        id,
        name: row.name,
        isConnected: ctx.agents.isConnected(id),
        engine: row.engine === null ? null : EngineState.parse(row.engine),
        models: z.array(AgentModel).parse(row.models),
      },
    ];
  });
}
