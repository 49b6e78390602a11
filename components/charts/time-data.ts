/*
 * Lays series of buckets onto one grid of whole steps. A bucket without a value stays empty: nothing is joined or
 * filled. Where a series has no value for longer than 1.5 steps, that is a gap, to be marked and named.
 */
export type TimePoint = { atMs: number; value: number | null };
export type TimeSeries = {
  key: string;
  label: string;
  simulated?: boolean;
  points: readonly TimePoint[];
  /** What it is now, where the page tells it elsewhere too: the two are one figure. Without it, the newest point. */
  now?: number | null;
  /** Why it has no reading then, in a word or two. */
  quiet?: readonly Quiet[];
};
export type Quiet = { fromMs: number; toMs: number; why: string };
export type TimeWindow = { fromMs: number; toMs: number; stepMs: number };
/** `why`: of most of it, where that is known; of several series only where it is the same. */
export type Gap = { fromMs: number; toMs: number; labels: string[]; why?: string | undefined };
export type Grid = { seconds: number[]; columns: (number | null)[][]; gaps: Gap[] };

/** A live reading is at most this late, so the newest seconds are not a gap yet. */
const LATE_MS = 6000;
const GAP_STEPS = 1.5;
const LEAST_STEPS = 5;

/** `known` is what has been read: beyond it nothing is a gap yet. */
export function toGrid(
  series: readonly TimeSeries[],
  window: TimeWindow,
  known?: { fromMs: number; toMs: number },
): Grid {
  const { stepMs } = window;
  const first = Math.floor(window.fromMs / stepMs);
  const count = Math.max(1, Math.floor(window.toMs / stepMs) - first + 1);
  const seconds = Array.from({ length: count }, (_, index) => ((first + index) * stepMs) / 1000);
  const columns = series.map((it) => {
    const column = Array.from({ length: count }, (): number | null => null);
    for (const point of it.points) {
      const index = Math.floor(point.atMs / stepMs) - first;
      if (index >= 0 && index < count && point.value !== null) column[index] = point.value;
    }
    return column;
  });
  const gaps = series.flatMap((it, index) =>
    columnGaps(columns[index]!, seconds, window, it.label).map((gap) => ({
      ...gap,
      ...whyOf(gap, it.quiet),
    })),
  );
  const merged = mergeGaps(gaps);
  return { seconds, columns, gaps: known ? merged.flatMap((it) => within(it, known)) : merged };
}

function columnGaps(column: (number | null)[], seconds: number[], window: TimeWindow, label: string): Gap[] {
  const gaps: Gap[] = [];
  let lastMs: number | null = null;
  const close = (toMs: number, allowedMs: number): void => {
    const fromMs = lastMs ?? window.fromMs;
    if (toMs - fromMs > allowedMs) gaps.push({ fromMs, toMs, labels: [label] });
  };
  column.forEach((value, index) => {
    if (value === null) return;
    const atMs = seconds[index]! * 1000;
    close(atMs, GAP_STEPS * window.stepMs);
    lastMs = atMs;
  });
  close(window.toMs, Math.max(GAP_STEPS * window.stepMs, LATE_MS) + window.stepMs);
  return gaps;
}

const overlapMs = (a: Quiet, b: Gap): number => Math.min(a.toMs, b.toMs) - Math.max(a.fromMs, b.fromMs);

function whyOf(gap: Gap, quiet: readonly Quiet[] = []): Pick<Gap, 'why'> {
  const most = quiet.find((it) => overlapMs(it, gap) * 2 > gap.toMs - gap.fromMs);
  return most ? { why: most.why } : {};
}

function within(gap: Gap, known: { fromMs: number; toMs: number }): Gap[] {
  const fromMs = Math.max(gap.fromMs, known.fromMs);
  const toMs = Math.min(gap.toMs, known.toMs);
  return toMs > fromMs ? [{ ...gap, fromMs, toMs }] : [];
}

/** Gaps of several series that lie over each other become one, with all their names. */
function mergeGaps(gaps: Gap[]): Gap[] {
  const merged: Gap[] = [];
  for (const gap of gaps.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = merged.at(-1);
    if (last && gap.fromMs < last.toMs) {
      last.toMs = Math.max(last.toMs, gap.toMs);
      last.labels = [...new Set([...last.labels, ...gap.labels])];
      if (last.why !== gap.why) delete last.why;
    } else merged.push({ ...gap, labels: [...gap.labels] });
  }
  return merged;
}

/** The window from that moment on, when it is later; at least as long as a curve needs to be one. */
export function windowSince(firstMs: number | undefined, window: TimeWindow): TimeWindow {
  if (firstMs === undefined) return window;
  const { fromMs, toMs, stepMs } = window;
  return { ...window, fromMs: Math.max(fromMs, Math.min(firstMs, toMs - LEAST_STEPS * stepMs)) };
}

/** The window from the first value on. */
export function windowFrom(series: readonly TimeSeries[], window: TimeWindow): TimeWindow {
  const firsts = series.flatMap((it) => it.points.find(({ value }) => value !== null)?.atMs ?? []);
  return windowSince(firsts.length === 0 ? undefined : Math.min(...firsts), window);
}

/** The newest value of a series, or null when it is older than what a chart may call "now". */
export function valueNow(points: readonly TimePoint[], window: TimeWindow): number | null {
  const last = points.findLast((it) => it.value !== null);
  if (!last) return null;
  return window.toMs - last.atMs <= Math.max(2 * window.stepMs, LATE_MS + window.stepMs) ? last.value : null;
}

/** A round top for an axis from zero, with the lines to draw: 1, 2, 2.5 or 5 × a power of ten apart. */
export function niceScale(max: number, lines = 4): { top: number; ticks: number[] } {
  if (!(max > 0)) return { top: 1, ticks: [0, 1] };
  const rough = max / lines;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((it) => it * power).find((it) => it >= rough) ?? 10 * power;
  const count = Math.ceil(max / step - 1e-9);
  return {
    top: count * step,
    ticks: Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12))),
  };
}
