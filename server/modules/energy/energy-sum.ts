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
  const measured = parts.flatMap((it) => it.joules ?? []);
  const sources = new Set<PowerSource>(parts.flatMap((it) => it.sources));
  return {
    joules: measured.length === 0 ? null : sum(measured),
    coveredMs: sum(parts.map((it) => it.coveredMs)),
    windowMs: sum(parts.map((it) => it.windowMs)),
    sources: POWER_SOURCES.filter((it) => sources.has(it)),
    isComplete: parts.length > 0 && parts.every((it) => it.isComplete),
  };
}

/** Of one meter over parts of a span: it is measured when any part is. */
export function joinWindows(parts: readonly EnergyWindow[]): Energy {
  const whole = addEnergy(parts.map((it) => ({ ...it, isComplete: true })));
  return { ...whole, isComplete: whole.joules !== null };
}
