type Reading = { atMs: number; powerWatts: number | null };
/** Summed up to the newest reading of each machine; `machines` keeps that reading, to go on from. */
export type EnergySoFar = {
  joules: number;
  /** From when on all machines are in the sum; null before the first readings. */
  sinceMs: number | null;
  machines: ReadonlyMap<string, Reading>;
};
export const NO_ENERGY: EnergySoFar = { joules: 0, sinceMs: null, machines: new Map() };

/** Readings come each second; a longer hole is not filled. */
const LONGEST_GAP_MS = 5000;

/**
 * The energy of some machines since a moment, out of their live watts: the mean of two neighbouring readings over the
 * time between them. Null as soon as one machine is not measured, for a part is not the whole. Pure.
 */
export function addReadings(
  sum: EnergySoFar,
  readings: ReadonlyMap<string, readonly Reading[]>,
  fromMs: number,
): EnergySoFar | null {
  let { joules } = sum;
  const machines = new Map(sum.machines);
  for (const [id, all] of readings) {
    let last = machines.get(id);
    for (const it of all) {
      if (it.atMs < fromMs || (last && it.atMs <= last.atMs)) continue;
      if (it.powerWatts === null) return null;
      const gapMs = last ? it.atMs - last.atMs : Infinity;
      if (gapMs <= LONGEST_GAP_MS) joules += ((last!.powerWatts! + it.powerWatts) / 2) * (gapMs / 1000);
      last = it;
    }
    if (last) machines.set(id, last);
  }
  const isWhole = readings.size > 0 && machines.size === readings.size;
  const sinceMs = sum.sinceMs ?? (isWhole ? Math.max(...[...machines.values()].map((it) => it.atMs)) : null);
  return { joules: sinceMs === null ? 0 : joules, sinceMs, machines };
}
