import type { WallAgainstChip } from './wall-meter.ts';

/** Mean watts of one stretch of time, at the wall and by the machine's own sensor. */
export type PowerPair = { wallWatts: number; chipWatts: number };
/**
 * chip ≈ offset + slope × wall, watts. `slopeError` is the slope's standard error, `residualWatts` what a point is off
 * the line (root mean square over n − 2), `points` how many it rests on.
 */
export type PsuFit = {
  slope: number;
  offsetWatts: number;
  slopeError: number;
  residualWatts: number;
  points: number;
};

/** With fewer hours, or hours that are all alike, a line through them says nothing. */
export const LEAST_FIT_POINTS = 12;
const LEAST_SPREAD_WATTS = 5;

export const pairWatts = ({ wallJoules, chipJoules, ms }: WallAgainstChip): PowerPair => ({
  wallWatts: (wallJoules * 1000) / ms,
  chipWatts: (chipJoules * 1000) / ms,
});

/**
 * Ordinary least squares of the own sensor's watts over the wall's. Null under twelve points, or where the wall's watts
 * lie within five of each other.
 */
export function fitPsu(pairs: readonly PowerPair[]): PsuFit | null {
  const n = pairs.length;
  if (n < LEAST_FIT_POINTS) return null;
  const mean = (of: (it: PowerPair) => number): number => pairs.reduce((sum, it) => sum + of(it), 0) / n;
  const [wall, chip] = [mean((it) => it.wallWatts), mean((it) => it.chipWatts)];
  const walls = pairs.map((it) => it.wallWatts);
  if (Math.max(...walls) - Math.min(...walls) < LEAST_SPREAD_WATTS) return null;
  const spread = pairs.reduce((sum, it) => sum + (it.wallWatts - wall) ** 2, 0);
  const slope = pairs.reduce((sum, it) => sum + (it.wallWatts - wall) * (it.chipWatts - chip), 0) / spread;
  const offsetWatts = chip - slope * wall;
  const off = pairs.reduce((sum, it) => sum + (it.chipWatts - offsetWatts - slope * it.wallWatts) ** 2, 0);
  const residualWatts = Math.sqrt(off / (n - 2));
  return { slope, offsetWatts, slopeError: residualWatts / Math.sqrt(spread), residualWatts, points: n };
}
