import { POWER_SOURCES, type PowerSource } from '../schemas/machine.ts';

/** A stored reading of one machine's energy counter; the counter starts again at every boot. */
export type CounterPoint = {
  bootId: string;
  at: Date;
  energyJoules: number | null;
  coveredMs: number | null;
  powerSource: PowerSource | null;
};

export type EnergyWindow = {
  /** `null`: nothing was measured in the window. */
  joules: number | null;
  coveredMs: number;
  windowMs: number;
  sources: PowerSource[];
};

type MeasuredPoint = { atMs: number; joules: number; coveredMs: number; source: PowerSource | null };

/** Points of one boot in time order. Counters only rise, so a wall clock set back can't make a step negative. */
function risingPoints(points: readonly CounterPoint[]): MeasuredPoint[] {
  const sorted = points
    .filter((point) => point.energyJoules !== null)
    .map((point) => ({
      atMs: point.at.getTime(),
      joules: point.energyJoules ?? 0,
      coveredMs: point.coveredMs ?? 0,
      source: point.powerSource,
    }))
    .toSorted((a, b) => a.atMs - b.atMs);
  let joules = 0;
  let coveredMs = 0;
  return sorted.map((point) => {
    joules = Math.max(joules, point.joules);
    coveredMs = Math.max(coveredMs, point.coveredMs);
    return { ...point, joules, coveredMs };
  });
}

/**
 * Energy of one machine between two moments, from its stored counter readings in any order. Differences are taken
 * within a boot only and cut at the edges by a straight line between neighbouring readings, so that windows that
 * touch add up: (a, b) + (b, c) = (a, c).
 */
export function energyBetween(points: readonly CounterPoint[], from: Date, to: Date): EnergyWindow {
  const fromMs = from.getTime();
  const toMs = to.getTime();
  const sources = new Set<PowerSource>();
  let joules = 0;
  let coveredMs = 0;
  for (const boot of Map.groupBy(points, (point) => point.bootId).values()) {
    const rising = risingPoints(boot);
    for (const [index, end] of rising.entries()) {
      const start = rising[index - 1];
      if (start === undefined || end.atMs <= start.atMs) continue;
      const overlapMs = Math.min(toMs, end.atMs) - Math.max(fromMs, start.atMs);
      if (overlapMs <= 0) continue;
      const share = overlapMs / (end.atMs - start.atMs);
      joules += (end.joules - start.joules) * share;
      coveredMs += Math.min((end.coveredMs - start.coveredMs) * share, overlapMs);
      if (end.source !== null && end.coveredMs > start.coveredMs) sources.add(end.source);
    }
  }
  return {
    joules: joules === 0 && coveredMs === 0 ? null : joules,
    coveredMs,
    windowMs: Math.max(0, toMs - fromMs),
    sources: POWER_SOURCES.filter((source) => sources.has(source)),
  };
}
