import type { LabPower } from '../schemas/machine.ts';
import { groupByMeter, type MeteredMachine } from './meters.ts';

/**
 * The lab's watts from the newest readings: a wall meter that speaks tells them for all that hang on it, of machines
 * that share a host one does, simulated machines are in no
 * total but their own. Null when no meter speaks: no word is not zero.
 */
export function labPowerOf(
  machines: readonly MeteredMachine[],
  /** Watts of a reading that is fresh; null when there is none. */
  wattsOf: (machineId: string) => number | null,
): LabPower {
  const power: LabPower = { powerWatts: null, measuredMachines: 0, simulatedPowerWatts: null };
  const counted = new Set<string>();
  for (const group of groupByMeter(machines)) {
    const onWall = group.find((it) => it.wallId && it.wallWatts != null);
    if (onWall?.wallId && onWall.wallWatts != null) {
      if (!counted.has(onWall.wallId)) power.powerWatts = (power.powerWatts ?? 0) + onWall.wallWatts;
      counted.add(onWall.wallId);
      power.measuredMachines += group.length;
      continue;
    }
    const spoken = group.flatMap((it) => wattsOf(it.id) ?? []);
    const [watts] = spoken;
    if (watts === undefined) continue;
    if (group[0]?.simulated) power.simulatedPowerWatts = (power.simulatedPowerWatts ?? 0) + watts;
    else {
      power.powerWatts = (power.powerWatts ?? 0) + watts;
      power.measuredMachines += spoken.length;
    }
  }
  return power;
}
