import type { Demand, Placed } from './replay-demand.ts';

const HOUR_MS = 3_600_000;
type Window = { fromMs: number; toMs: number };

/** Times in milliseconds; machine time is time × machines. */
type ReplaySum = {
  /** Bookings that began when they wished, later, and never. */
  atOnce: number;
  waited: number;
  never: number;
  /** Σ of the waits, the middle one of those who waited, and the longest; the last two null where nobody did. */
  waitMs: number;
  usualWaitMs: number | null;
  longestWaitMs: number | null;
  /** Machine time that was asked for = given within the window + given after it + that of those who never fit. */
  askedMs: number;
  givenMs: number;
  givenLaterMs: number;
  neverMs: number;
  /** Of each machine of the set, within the window. */
  machineMs: number[];
  /** The hour with the most machine time given, and how many machines that is. Null where nothing was. */
  peak: { atMs: number; machines: number } | null;
};

/** What a replay comes to within the time it is of. */
export function sumReplay(placed: readonly Placed[], machines: number, window: Window): ReplaySum {
  const machineMs = Array.from({ length: machines }, () => 0);
  const hours = makeHours(window);
  const waits: number[] = [];
  let [askedMs, givenLaterMs, neverMs, never] = [0, 0, 0, 0];
  for (const { demand, startMs, machines: on } of placed) {
    const wantedMs = demand.lengthMs * demand.needs.length;
    askedMs += wantedMs;
    if (startMs === null) {
      never += 1;
      neverMs += wantedMs;
      continue;
    }
    if (startMs > demand.startMs) waits.push(startMs - demand.startMs);
    const withinMs = Math.max(0, Math.min(startMs + demand.lengthMs, window.toMs) - startMs);
    for (const at of on) machineMs[at]! += withinMs;
    givenLaterMs += (demand.lengthMs - withinMs) * on.length;
    addToHours(hours, startMs, startMs + withinMs, on.length);
  }
  waits.sort((a, b) => a - b);
  return {
    atOnce: placed.length - waits.length - never,
    waited: waits.length,
    never,
    waitMs: sum(waits),
    usualWaitMs: middleOf(waits),
    longestWaitMs: waits.at(-1) ?? null,
    askedMs,
    givenMs: sum(machineMs),
    givenLaterMs,
    neverMs,
    machineMs,
    peak: peakOf(hours),
  };
}

type Hours = { fromMs: number; used: Float64Array };
const makeHours = ({ fromMs, toMs }: Window): Hours => ({
  fromMs,
  used: new Float64Array(Math.max(0, Math.ceil((toMs - fromMs) / HOUR_MS))),
});

function addToHours({ fromMs, used }: Hours, from: number, to: number, machines: number): void {
  const last = Math.min(used.length, Math.ceil((to - fromMs) / HOUR_MS));
  for (let at = Math.max(0, Math.floor((from - fromMs) / HOUR_MS)); at < last; at += 1) {
    const begins = fromMs + at * HOUR_MS;
    used[at]! += machines * (Math.min(to, begins + HOUR_MS) - Math.max(from, begins));
  }
}

function peakOf({ fromMs, used }: Hours): ReplaySum['peak'] {
  let most = -1;
  for (const [at, ms] of used.entries()) if (ms > 0 && ms > (used[most] ?? 0)) most = at;
  return most === -1 ? null : { atMs: fromMs + most * HOUR_MS, machines: used[most]! / HOUR_MS };
}

const sum = (values: readonly number[]): number => values.reduce((total, it) => total + it, 0);
function middleOf(sorted: readonly number[]): number | null {
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return null;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * How many machines were wanted at once, as bookings asked for them and whether or not they would get them: each hour's
 * mean, the most wanted first, `points` of them evenly over all hours of the window (the first and the last among them).
 */
export function wantedAtOnce(demand: readonly Demand[], window: Window, points: number): number[] {
  const hours = makeHours(window);
  for (const { startMs, lengthMs, needs } of demand)
    addToHours(hours, startMs, startMs + lengthMs, needs.length);
  const sorted = hours.used.toSorted().reverse();
  const count = Math.min(points, sorted.length);
  return Array.from(
    { length: count },
    (_, at) => sorted[count === 1 ? 0 : Math.round((at * (sorted.length - 1)) / (count - 1))]! / HOUR_MS,
  );
}

/** Waits of one person or team: those who waited or never fit, the longest wait in all first. */
type GroupWait = { key: string | null; waited: number; never: number; waitMs: number };
export function waitsBy<D extends Demand>(
  placed: readonly Placed<D>[],
  keyOf: (demand: D) => string | null,
): GroupWait[] {
  const groups = new Map<string | null, GroupWait>();
  for (const { demand, startMs } of placed) {
    if (startMs === demand.startMs) continue;
    const key = keyOf(demand);
    const group = groups.get(key) ?? { key, waited: 0, never: 0, waitMs: 0 };
    groups.set(key, group);
    if (startMs === null) group.never += 1;
    else {
      group.waited += 1;
      group.waitMs += startMs - demand.startMs;
    }
  }
  return [...groups.values()].toSorted((a, b) => b.waitMs - a.waitMs || b.never - a.never);
}
