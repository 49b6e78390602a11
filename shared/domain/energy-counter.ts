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

/** What a counter brought only after it had stood still: joules of the time since it moved before. */
export type LateEnergy = { fromMonotonicMs: number; toMonotonicMs: number; joules: number };

/** Joules and milliseconds since this boot of the agent. `null` until the first usable reading: not measured. */
export type EnergyCounter = {
  energyJoules: number | null;
  coveredMs: number | null;
  last: PowerReading | null;
  /** Where the hardware counter moved last, while nothing since has been counted from watts. */
  moved: PowerReading | null;
  /** When the meters were looked at last, whatever they said. */
  lookedAtMs: number | null;
  /** Of the newest reading only, and not in `energyJoules`: it belongs to time that was told already. */
  late: LateEnergy | null;
};

export const SAMPLE_INTERVAL_MS = 1000;
/** A longer silence than this is a gap: its energy is unknown and is not guessed. */
export const MAX_GAP_MS = Math.max(3 * SAMPLE_INTERVAL_MS, 10_000);

/**
 * A hardware counter moves in beats. What it brings within this long is counted when it comes; one that stands still
 * for longer measures nothing until it moves again, for a computer that is on never draws nothing.
 */
export const LONGEST_BEAT_MS = 5000;

/** These give the average since the reading before, so the value holds for the whole step. */
const INTERVAL_AVERAGES: ReadonlySet<PowerSource> = new Set(['ioreport_sum', 'rapl_psys', 'rapl_pkg_dram']);

/** Over three times what a machine is rated for is a fault of the meter, whose time is then not covered. */
export const isPlausiblePower = (watts: number, maxPowerWatts: number | null): boolean =>
  watts >= 0 && watts <= Math.min(MOST_WATTS, 3 * (maxPowerWatts ?? MOST_WATTS));

/** Watts that can be believed of a machine; any others are `null`, the same as a meter that said nothing. */
export const believableWatts = (watts: number | null, maxPowerWatts: number | null): number | null =>
  watts !== null && isPlausiblePower(watts, maxPowerWatts) ? watts : null;

function withoutBrokenValues(reading: PowerReading): PowerReading {
  const { powerWatts, counterJoules, maxPowerWatts } = reading;
  const counterIsFine = counterJoules !== null && Number.isFinite(counterJoules) && counterJoules >= 0;
  return {
    ...reading,
    powerWatts: believableWatts(powerWatts, maxPowerWatts),
    counterJoules: counterIsFine ? counterJoules : null,
  };
}

/** How far the hardware counter rose since it moved last; null where that can't be known or believed. */
function counterRise({ moved, lookedAtMs }: EnergyCounter, now: PowerReading): number | null {
  if (moved === null || moved.counterJoules === null || now.counterJoules === null) return null;
  const isWatched = lookedAtMs !== null && now.atMonotonicMs - lookedAtMs <= MAX_GAP_MS;
  if (!isWatched || moved.powerSource !== now.powerSource) return null;
  const joules = now.counterJoules - moved.counterJoules;
  const seconds = (now.atMonotonicMs - moved.atMonotonicMs) / 1000;
  return isPlausiblePower(joules / seconds, now.maxPowerWatts) ? joules : null;
}

function sampledEnergy(from: PowerReading, to: PowerReading): number | null {
  const stepMs = to.atMonotonicMs - from.atMonotonicMs;
  if (stepMs > MAX_GAP_MS || to.powerWatts === null) return null;
  const seconds = stepMs / 1000;
  const isAverage = to.powerSource !== null && INTERVAL_AVERAGES.has(to.powerSource);
  // Two kinds of meter have no common curve to draw a straight line on.
  if (isAverage || from.powerSource !== to.powerSource) return to.powerWatts * seconds;
  return from.powerWatts === null ? null : ((from.powerWatts + to.powerWatts) / 2) * seconds;
}

const NOTHING: EnergyCounter = {
  energyJoules: null,
  coveredMs: null,
  last: null,
  moved: null,
  lookedAtMs: null,
  late: null,
};

/**
 * Adds one reading to the counter of this boot and returns the new counter (the old one is left as it is).
 * Hardware counters first (E = Δcounter), then rectangles for interval averages (E = P₁·Δt) and trapezoids for
 * momentary power (E = (P₀+P₁)/2·Δt), in joules; a step over `MAX_GAP_MS` adds neither energy nor covered time.
 * Readings out of order and readings without power add nothing. Method: Green Software Foundation SCI and Kepler for
 * counters, plain quadrature for samples.
 */
export function accumulate(counter: EnergyCounter | null, reading: PowerReading): EnergyCounter {
  const before = { ...(counter ?? NOTHING), late: null };
  const now = withoutBrokenValues(reading);
  const nowMs = now.atMonotonicMs;
  if (before.lookedAtMs !== null && !(nowMs > before.lookedAtMs)) return before;
  const looked = { ...before, lookedAtMs: nowMs };
  if (now.powerWatts === null && now.counterJoules === null) return looked;
  const measured = {
    ...looked,
    energyJoules: before.energyJoules ?? 0,
    coveredMs: before.coveredMs ?? 0,
    last: now,
  };
  const moved = now.counterJoules === null ? null : now;
  if (before.last === null) return { ...measured, moved };
  const rise = counterRise(before, now);
  if (rise === null) return add({ ...measured, moved }, sampledEnergy(before.last, now), before.last, now);
  if (rise === 0) return measured;
  const { moved: from } = before as { moved: PowerReading };
  if (nowMs - from.atMonotonicMs <= LONGEST_BEAT_MS) return add({ ...measured, moved }, rise, from, now);
  const late = { fromMonotonicMs: from.atMonotonicMs, toMonotonicMs: nowMs, joules: rise };
  return { ...measured, moved, late };
}

function add(
  counter: EnergyCounter & { energyJoules: number; coveredMs: number },
  joules: number | null,
  from: PowerReading,
  to: PowerReading,
): EnergyCounter {
  if (joules === null) return counter;
  return {
    ...counter,
    energyJoules: counter.energyJoules + joules,
    coveredMs: counter.coveredMs + to.atMonotonicMs - from.atMonotonicMs,
  };
}
