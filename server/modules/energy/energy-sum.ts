import { POWER_SOURCES, type PowerSource } from '@/shared/schemas/machine.ts';

export type EnergyWindow = {
  /** `null`: nothing was measured in the window. */
  joules: number | null;
  coveredMs: number;
  windowMs: number;
  sources: PowerSource[];
};

export type Energy = EnergyWindow & {
  /** Every part was measured: without that a sum is a lower bound. */
  isComplete: boolean;
};

export const NO_ENERGY: Energy = { joules: null, coveredMs: 0, windowMs: 0, sources: [], isComplete: false };
export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** `joules: null` only when no part was measured. */
export function addEnergy(parts: readonly Energy[]): Energy {
  const whole: Energy = {
    joules: null,
    coveredMs: 0,
    windowMs: 0,
    sources: [],
    isComplete: parts.length > 0,
  };
  const sources = new Set<PowerSource>();
  for (const { joules, coveredMs, windowMs, sources: own, isComplete } of parts) {
    if (joules !== null) whole.joules = (whole.joules ?? 0) + joules;
    whole.coveredMs += coveredMs;
    whole.windowMs += windowMs;
    whole.isComplete &&= isComplete;
    for (const it of own) sources.add(it);
  }
  whole.sources = POWER_SOURCES.filter((it) => sources.has(it));
  return whole;
}

/** Of one meter over parts of a span: it is measured when any part is. */
export function joinWindows(parts: readonly EnergyWindow[]): Energy {
  const whole = addEnergy(parts.map((it) => ({ ...it, isComplete: true })));
  return { ...whole, isComplete: whole.joules !== null };
}
