import type { PowerSource } from '../schemas/machine.ts';

/** What a figure of energy stands on, best first. */
export const POWER_CLASSES = ['wall', 'sensor', 'components', 'declared', 'simulated', 'unknown'] as const;
export type PowerClass = (typeof POWER_CLASSES)[number];

const OF_SOURCE: Record<PowerSource, PowerClass> = {
  plug_meter: 'wall',
  smc_pstr: 'sensor',
  rapl_psys: 'sensor',
  rapl_pkg_dram: 'components',
  nvml: 'components',
  ioreport_sum: 'components',
  declared: 'declared',
  simulated: 'simulated',
};

/**
 * A meter at the wall sees the whole Mac with its power supply; an own sensor the whole Mac behind it; components a
 * part of it. Of a stretch with several sources the weakest is told.
 */
export function powerClassOf(isWallMeter: boolean, sources: readonly PowerSource[]): PowerClass {
  if (isWallMeter) return 'wall';
  const found = sources.map((it) => OF_SOURCE[it]);
  return POWER_CLASSES.findLast((it) => found.includes(it)) ?? 'unknown';
}
