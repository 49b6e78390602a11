import type { TimePoint } from '@/components/charts/time-data.ts';
import { formatCount } from '@/shared/domain/format.ts';

/** Readings come each second, give or take: finer buckets would show gaps that are none. */
export const FINEST_STEP_MS = 2000;

/** While a curve of another time is still shown, its step may be far too fine for this one. */
const MOST_STEPS = 2500;

/** The width of a bucket: that of what was stored, no finer than readings come, nor than a screen can show. */
export const stepFor = (storedStepMs: number, lengthMs: number): number =>
  Math.max(FINEST_STEP_MS, storedStepMs, Math.ceil(lengthMs / MOST_STEPS));

export type Meter = 'powerWatts' | 'cpuRatio' | 'gpuRatio' | 'memoryUsedBytes';
type Meters = Record<Meter, number | null>;
export type MachinePoint = Meters & { atMs: number };

/** Under which name a machine says whether it has the meter. */
export const MEASURE = {
  powerWatts: 'power',
  cpuRatio: 'cpu',
  gpuRatio: 'gpu',
  memoryUsedBytes: 'memory',
} as const;
/** As Apple sells memory. */
export const GB = 1 / 2 ** 30;

/** A figure of a chart, with one decimal while it is small. */
export const shortFigure = (value: number): string =>
  value < 100 ? String(Number(value.toFixed(1))) : formatCount(value);

/** Stored points as live ones are, with their moment as a number. */
export const storedPoints = (points: readonly (Meters & { at: string })[]): MachinePoint[] =>
  points.map(({ at, ...meters }) => ({ ...meters, atMs: Date.parse(at) }));

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
