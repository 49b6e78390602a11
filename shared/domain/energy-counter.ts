import { MOST_WATTS } from '../schemas/bounds.ts';
import type { PowerSource } from '../schemas/machine.ts';

/** One look at a machine's meters, stamped with the monotonic clock. Watts, joules and milliseconds. */
export type PowerReading = {
  atMonotonicMs: number;
  powerWatts: number | null;
  powerSource: PowerSource | null;
  counterJoules: number | null;
  /** The most the machine is rated for, in watts; a reading above three times that is a broken one. */
  maxPowerWatts: number | null;
};

/** Joules and milliseconds since this boot of the agent. `null` until the first usable reading: not measured. */
export type EnergyCounter = {
  energyJoules: number | null;
  coveredMs: number | null;
  last: PowerReading | null;
};

export const SAMPLE_INTERVAL_MS = 1000;
/** A longer silence than this is a gap: its energy is unknown and is not guessed. */
export const MAX_GAP_MS = Math.max(3 * SAMPLE_INTERVAL_MS, 10_000);

/** These give the average since the reading before, so the value holds for the whole step. */
const INTERVAL_AVERAGES: ReadonlySet<PowerSource> = new Set(['ioreport_sum', 'rapl_psys', 'rapl_pkg_dram']);

const isPlausible = (watts: number, maxPowerWatts: number | null): boolean =>
  watts >= 0 && watts <= Math.min(MOST_WATTS, 3 * (maxPowerWatts ?? MOST_WATTS));

/** Broken values become `null`, the same as a meter that said nothing. */
function withoutBrokenValues(reading: PowerReading): PowerReading {
  const { powerWatts, counterJoules, maxPowerWatts } = reading;
  const counterIsFine = counterJoules !== null && Number.isFinite(counterJoules) && counterJoules >= 0;
  return {
    ...reading,
    powerWatts: powerWatts !== null && isPlausible(powerWatts, maxPowerWatts) ? powerWatts : null,
    counterJoules: counterIsFine ? counterJoules : null,
  };
}

function counterEnergy(from: PowerReading, to: PowerReading, seconds: number): number | null {
  if (from.counterJoules === null || to.counterJoules === null || from.powerSource !== to.powerSource)
    return null;
  const joules = to.counterJoules - from.counterJoules;
  return isPlausible(joules / seconds, to.maxPowerWatts) ? joules : null;
}

function sampledEnergy(from: PowerReading, to: PowerReading, seconds: number): number | null {
  if (to.powerWatts === null) return null;
  const isAverage = to.powerSource !== null && INTERVAL_AVERAGES.has(to.powerSource);
  // Two kinds of meter have no common curve to draw a straight line on.
  if (isAverage || from.powerSource !== to.powerSource) return to.powerWatts * seconds;
  return from.powerWatts === null ? null : ((from.powerWatts + to.powerWatts) / 2) * seconds;
}

/**
 * Adds one reading to the counter of this boot and returns the new counter (the old one is left as it is).
 * Hardware counters first, then rectangles for interval averages and trapezoids for momentary power; a step over
 * `MAX_GAP_MS` adds neither energy nor covered time. Readings out of order and readings without power change
 * nothing. Method: Green Software Foundation SCI and Kepler for counters, plain quadrature for samples.
 */
export function accumulate(counter: EnergyCounter | null, reading: PowerReading): EnergyCounter {
  const before = counter ?? { energyJoules: null, coveredMs: null, last: null };
  const now = withoutBrokenValues(reading);
  if (now.powerWatts === null && now.counterJoules === null) return before;
  const energyJoules = before.energyJoules ?? 0;
  const coveredMs = before.coveredMs ?? 0;
  if (before.last === null) return { energyJoules, coveredMs, last: now };
  const stepMs = now.atMonotonicMs - before.last.atMonotonicMs;
  if (!(stepMs > 0)) return before;
  const seconds = stepMs / 1000;
  const joules =
    stepMs > MAX_GAP_MS
      ? null
      : (counterEnergy(before.last, now, seconds) ?? sampledEnergy(before.last, now, seconds));
  if (joules === null) return { energyJoules, coveredMs, last: now };
  return { energyJoules: energyJoules + joules, coveredMs: coveredMs + stepMs, last: now };
}
