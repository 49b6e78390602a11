import type { TimePoint } from '@/components/charts/time-data.ts';

export type Meter = 'powerWatts' | 'cpuRatio' | 'gpuRatio' | 'memoryUsedBytes';
type Reading = Record<Meter, number | null>;
export type MachinePoint = Reading & { atMs: number };

/** A reading as it came, appended where it is newer; the oldest fall out of the window. */
export function appendReading(
  points: readonly MachinePoint[],
  live: Reading & { at: string | Date; stale: boolean },
  fromMs: number,
): readonly MachinePoint[] {
  const atMs = new Date(live.at).getTime();
  const last = points.at(-1);
  // A stale reading is the old one told again: no word is no point.
  if (live.stale || (last && atMs <= last.atMs)) return points;
  const { powerWatts, cpuRatio, gpuRatio, memoryUsedBytes } = live;
  const kept = points[0] && points[0].atMs < fromMs ? points.filter((it) => it.atMs >= fromMs) : points;
  return [...kept, { atMs, powerWatts, cpuRatio, gpuRatio, memoryUsedBytes }];
}

/** One meter of a machine's points, in the unit of the chart. */
export const pointsOf = (points: readonly MachinePoint[], meter: Meter, factor = 1): TimePoint[] =>
  points.map((it) => ({ atMs: it.atMs, value: it[meter] === null ? null : it[meter] * factor }));
