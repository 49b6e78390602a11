import type { Island, Machine } from '@/shared/schemas/machine.ts';
import type { ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { listMachines } from './list-machines.ts';

/** One machine as the list shows it, with the island it stands in: that and shared hosts need the others anyway. */
export async function getMachine(
  ctx: ServiceContext,
  input: { id: string },
): Promise<Machine & { standsIn: Island | null }> {
  const { machines, islands } = await listMachines(ctx);
  const machine = machines.find((it) => it.id === input.id);
  if (!machine) throw new ServiceError('NOT_FOUND', 'There is no such machine in this lab.');
  return { ...machine, standsIn: islands.find((it) => it.id === machine.island) ?? null };
}
