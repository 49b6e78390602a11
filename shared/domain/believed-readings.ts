import type { PowerSource } from '../schemas/machine.ts';
import { CORRECTION_MS, type ReadingChunk } from '../schemas/reading.ts';
import { believableWatts, isPlausiblePower, LONGEST_BEAT_MS } from './energy-counter.ts';

/** Sources that are counters of the hardware: what they say rises as long as the machine is on. */
const COUNTERS: ReadonlySet<PowerSource> = new Set(['rapl_psys', 'rapl_pkg_dram']);

/**
 * A chunk as far as it can be believed of a machine that is rated for `maxWatts`: watts over three times that are no
 * reading, a rise of energy beyond it is none either, and a counter that stood still all the time measured nothing.
 * Its time is then not covered, and no energy is made up. Agents see to this themselves; this is for those that don't.
 */
export function believeChunk(chunk: ReadingChunk, maxWatts: number | null): ReadingChunk {
  const { readings, powerSource, ...edges } = chunk;
  const lengthMs = edges.toAt.getTime() - edges.fromAt.getTime();
  const joules = edges.toJoules === null ? null : edges.toJoules - (edges.fromJoules ?? 0);
  const isBeyond =
    joules !== null && !isPlausiblePower((joules * 1000) / (lengthMs + CORRECTION_MS), maxWatts);
  const isStuck =
    joules === 0 && powerSource !== null && COUNTERS.has(powerSource) && lengthMs > LONGEST_BEAT_MS;
  return {
    ...chunk,
    ...((isBeyond || isStuck) && UNKNOWN),
    readings: readings && {
      ...readings,
      powerWatts: readings.powerWatts?.map((it) => believableWatts(it, maxWatts)) ?? null,
    },
  };
}

const UNKNOWN = { fromJoules: null, toJoules: null, fromCoveredMs: null, toCoveredMs: null };
