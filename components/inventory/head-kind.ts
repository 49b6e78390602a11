import type { ShownKind } from '@/shared/domain/shown-kind.ts';
import type { LabGlanceView } from '../providers/use-lab-glance.ts';
import type { LabNowView, MachineView } from './types.ts';

/** What the head of the page tells: of one kind of machines alone. */
export type HeadFigures = {
  kind: ShownKind;
  powerWatts: number | null;
  /** Null where nobody counts them: all simulated machines have meters. */
  measuredMachines: number | null;
  machines: number;
  runningSessions: number;
  energyTodayJoules: number | null;
  energyTodayCoverage: number | null;
  tokensToday: number;
};

export function headOf(kind: ShownKind, now: LabGlanceView, lab: LabNowView): HeadFigures {
  const { energyTodayJoules, energyTodayCoverage, tokensToday } = kind === 'real' ? lab : lab.simulated;
  const today = { kind, energyTodayJoules, energyTodayCoverage, tokensToday };
  if (kind === 'real') {
    const { powerWatts, measuredMachines, machines, runningSessions } = now;
    return { ...today, powerWatts, measuredMachines, machines, runningSessions };
  }
  return {
    ...today,
    powerWatts: now.simulatedPowerWatts,
    measuredMachines: null,
    machines: now.simulatedMachines,
    runningSessions: lab.simulated.runningSessions,
  };
}

/** Whether there is anything to see of them beside that they are there. */
export const hasSomething = (it: HeadFigures): boolean =>
  it.powerWatts !== null || it.energyTodayJoules !== null || it.tokensToday > 0 || it.runningSessions > 0;

export const ofKind = (machines: readonly MachineView[], kind: ShownKind): MachineView[] =>
  machines.filter((it) => it.simulated === (kind === 'simulated'));
