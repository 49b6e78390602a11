import type { LabPower } from '../schemas/machine.ts';
import { groupByMeter, type MeteredMachine } from './meters.ts';

/** Watts of a reading that is fresh; null when there is none. */
type WattsOf = (machineId: string) => number | null;
type MeterNow = {
  /** Which machine it is told for; the same for whoever asks. */
  machineId: string;
  simulated: boolean;
  /** Null: told already, with another of the machines behind it. */
  watts: number | null;
  /** Machines behind it that are measured by it. */
  machines: number;
};

/**
 * What each meter of the lab says now, each once: a wall meter that speaks tells for all that hang on it, and their own
 * sensors do not; of machines that share a host the oldest that speaks does. What says nothing is left out.
 */
export function metersNow(machines: readonly MeteredMachine[], wattsOf: WattsOf): MeterNow[] {
  const counted = new Set<string>();
  return groupByMeter(machines).flatMap((group): MeterNow[] => {
    const onWall = group.find((it) => it.wallId && it.wallWatts != null);
    if (onWall?.wallId && onWall.wallWatts != null) {
      const watts = counted.has(onWall.wallId) ? null : onWall.wallWatts;
      counted.add(onWall.wallId);
      return [{ machineId: onWall.id, simulated: false, watts, machines: group.length }];
    }
    const spoken = group.filter((it) => wattsOf(it.id) !== null);
    const [first] = spoken;
    if (!first) return [];
    const { id: machineId, simulated } = first;
    return [{ machineId, simulated, watts: wattsOf(machineId), machines: spoken.length }];
  });
}

/** The lab's watts, real and simulated machines apart. Null when no meter speaks: no word is not zero. */
export function labPowerOf(machines: readonly MeteredMachine[], wattsOf: WattsOf): LabPower {
  const power: LabPower = { powerWatts: null, measuredMachines: 0, simulatedPowerWatts: null };
  for (const it of metersNow(machines, wattsOf)) {
    const watts = it.watts ?? 0;
    if (it.simulated) power.simulatedPowerWatts = (power.simulatedPowerWatts ?? 0) + watts;
    else {
      power.powerWatts = (power.powerWatts ?? 0) + watts;
      power.measuredMachines += it.machines;
    }
  }
  return power;
}
