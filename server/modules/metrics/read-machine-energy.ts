import { energyBetween, type EnergyWindow } from '@/shared/domain/energy.ts';
import type { ServiceContext } from '../../context.ts';
import { readCounters } from './read-counters.ts';

/**
 * Measured energy of each machine in `[from, to)`, joules. `joules: null` where nothing was measured: no meter, or
 * a gap over the whole window. For other verbs, which have asked for the right.
 */
export async function readMachineEnergy(
  ctx: ServiceContext,
  { machineIds, from, to }: { machineIds: readonly string[]; from: Date; to: Date },
): Promise<Map<string, EnergyWindow>> {
  const wanted = machineIds.map((machineId) => ({ machineId, cuts: [from, to] }));
  const counters = await readCounters(ctx, wanted);
  return new Map([...counters].map(([machineId, points]) => [machineId, energyBetween(points, from, to)]));
}
