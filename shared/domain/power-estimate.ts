/** What a machine draws at rest and at most, in watts, and who says so. */
export type PowerRange = { idleWatts: number; maxWatts: number; basis: 'entered' | 'catalogue' };
type Load = { gpuRatio: number | null; cpuRatio: number | null };

/** How busy the busier of its processors is, 0 to 1; null where neither is known. */
export function loadOf({ gpuRatio, cpuRatio }: Load): number | null {
  return gpuRatio === null && cpuRatio === null ? null : Math.max(gpuRatio ?? 0, cpuRatio ?? 0);
}

/**
 * ≈ watts of a machine without a meter: P = P_idle + load × (P_max − P_idle), as CodeCarbon scales a rated power by
 * load. A guess to within some tens of per cent: never a measurement, and in no total of measurements.
 */
export function estimateWatts(load: Load, range: PowerRange | null): number | null {
  const busy = loadOf(load);
  return range === null || busy === null ? null : range.idleWatts + busy * (range.maxWatts - range.idleWatts);
}

/** The same over time, in joules: `loadSeconds` is Σ load × seconds. It is linear, so parts add up. */
export const estimateJoules = (seconds: number, loadSeconds: number, range: PowerRange): number =>
  range.idleWatts * seconds + (range.maxWatts - range.idleWatts) * loadSeconds;

type Known = { idleWatts: number | null; maxWatts: number | null };
const UNKNOWN: Known = { idleWatts: null, maxWatts: null };

/** What an admin entered goes before the catalogue; a range without both ends is none. */
export function rangeOf(entered: Known, catalogue: Known | null): PowerRange | null {
  for (const [known, basis] of [
    [entered, 'entered'],
    [catalogue, 'catalogue'],
  ] as const) {
    const { idleWatts, maxWatts } = known ?? UNKNOWN;
    if (idleWatts !== null && maxWatts !== null && maxWatts >= idleWatts)
      return { idleWatts, maxWatts, basis };
  }
  return null;
}

export const tellRange = ({ idleWatts, maxWatts, basis }: PowerRange): string =>
  `from its load, between ${idleWatts} W idle and ${maxWatts} W at most, ${basis === 'entered' ? 'as entered' : 'by the catalogue'}`;
