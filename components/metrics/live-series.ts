import type { TimePoint } from '@/components/charts/time-data.ts';

/** Readings come each second, give or take: finer buckets would show gaps that are none. */
export const FINEST_STEP_MS = 2000;

export type Meter = 'powerWatts' | 'cpuRatio' | 'gpuRatio' | 'memoryUsedBytes';
export type MachinePoint = Record<Meter, number | null> & { atMs: number };

/** What was stored, then what came since; neither is copied when nothing has come. */
export function joinReadings(
  stored: readonly MachinePoint[],
  recent: readonly MachinePoint[],
): readonly MachinePoint[] {
  const lastMs = stored.at(-1)?.atMs ?? -Infinity;
  const since = recent.filter((it) => it.atMs > lastMs);
  return since.length === 0 ? stored : [...stored, ...since];
}

/** One meter of a machine's points, in the unit of the chart. */
export const pointsOf = (points: readonly MachinePoint[], meter: Meter, factor = 1): TimePoint[] =>
  points.map((it) => ({ atMs: it.atMs, value: it[meter] === null ? null : it[meter] * factor }));

/** The rate of a session that can answer: where it is not told it makes no tokens, which is a true zero. */
export function joinRates(
  stored: readonly TimePoint[],
  recent: readonly { atMs: number; tokensPerSecond: number }[],
  readyUntilMs: number | null,
): readonly TimePoint[] {
  const lastMs = stored.at(-1)?.atMs ?? -Infinity;
  const points = [
    ...stored,
    ...recent.filter((it) => it.atMs > lastMs).map((it) => ({ atMs: it.atMs, value: it.tokensPerSecond })),
  ];
  const from = points.at(-1)?.atMs;
  if (readyUntilMs === null || from === undefined) return points;
  for (let atMs = from + FINEST_STEP_MS; atMs <= readyUntilMs; atMs += FINEST_STEP_MS) {
    points.push({ atMs, value: 0 });
  }
  return points;
}
