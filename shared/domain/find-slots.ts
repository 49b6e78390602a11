import type { PolicyMachine } from './booking-policy.ts';
import { cabledParts, type Cabling, chooseSets, type Neighbours } from './choose-set.ts';
import { outsideClass, type PreferredHours, preferredStretches, type Stretch } from './preferred-hours.ts';

export type FindMachine = PolicyMachine & { memoryBytes: number | null };
/** A machine's time that is taken (its turnaround included), or asked for by a request that waits. */
export type BusySpan = Stretch & { machineId: string; isPending: boolean; who: string | null };

export type SlotSearch = {
  machines: readonly FindMachine[];
  busy: readonly BusySpan[];
  neighbours: Neighbours;
  count: number;
  cabling: Cabling;
  durationMs: number;
  fromMs: number;
  toMs: number;
  hours: PreferredHours;
  timeZone: string;
  /** Starts that are worth a look beside those that a gap gives: where the lab opens. */
  starts: readonly number[];
  turnaroundMs: (machine: PolicyMachine) => number;
  /** By the rules: null where one refuses, else who has to agree. */
  allows: (machines: readonly FindMachine[], time: Stretch) => { approval: string | null } | null;
  /** The model runs on them. */
  suits: (machines: readonly FindMachine[]) => boolean;
};

export type Slot = Stretch & {
  machines: FindMachine[];
  /** 0: all of it lies in the hours one prefers. */
  outside: 0 | 1 | 2;
  /** Whose requests wait for some of it. */
  pending: string[];
  approval: string | null;
  /** Since when, and until when, all of it is free; null: for longer than was looked at. */
  freeFromMs: number | null;
  freeToMs: number | null;
  /** Where what ends before it, and what comes after it, stands. */
  before: Edge | null;
  after: Edge | null;
};
type Edge = { machineId: string; atMs: number };

const MINUTE_MS = 60_000;
const STEP_MS = 5 * MINUTE_MS;
const MOST_SLOTS = 5;
/** Of each kind of hours: more are not shown, and the soonest come first. */
const MOST_OF_CLASS = 16;
/** Sets that are put to the rules and the model in one search. */
const MOST_TRIED = 3000;

type Free = { machine: FindMachine; gaps: Stretch[]; asked: BusySpan[]; at: number; turnaroundMs: number };

/**
 * Slots in which so many machines are free together, the best first: in the hours one prefers, clear of requests that
 * wait, soonest. Starts are those of the window, of gaps and of preferred hours; any other start only leaves time
 * before it.
 */
export function findSlots(search: SlotSearch): Slot[] {
  const { count, cabling, neighbours } = search;
  const stretches = preferredStretches(search.hours, search, search.timeZone);
  const frees = search.machines.map((machine) => toFree(search, machine));
  const parts =
    cabling === 'any' || count === 1
      ? [frees]
      : cabledParts(
          frees.map((free) => ({ id: free.machine.id, free })),
          neighbours,
        ).map((part) => part.map((it) => it.free));
  const spent = { tried: 0 };
  const found = parts
    .filter((part) => part.length >= count)
    .flatMap((part) => sweep(search, part, stretches, spent));
  return choose(found);
}

function toFree(search: SlotSearch, machine: FindMachine): Free {
  const busy = bySearch(search).get(machine.id) ?? [];
  const gaps: Stretch[] = [];
  let fromMs = -Infinity;
  for (const it of busy) {
    if (it.isPending) continue;
    if (it.fromMs > fromMs) gaps.push({ fromMs, toMs: it.fromMs });
    if (it.toMs > fromMs) fromMs = it.toMs;
  }
  gaps.push({ fromMs, toMs: Infinity });
  const asked = busy.filter((it) => it.isPending);
  return { machine, gaps, asked, at: 0, turnaroundMs: search.turnaroundMs(machine) };
}

const grouped = new WeakMap<readonly BusySpan[], Map<string, BusySpan[]>>();
/** Sorted by start, a machine each; once for all the searches in the same time. */
function bySearch({ busy }: SlotSearch): Map<string, BusySpan[]> {
  let known = grouped.get(busy);
  if (!known) {
    known = Map.groupBy(
      busy.toSorted((a, b) => a.fromMs - b.fromMs),
      (it) => it.machineId,
    );
    grouped.set(busy, known);
  }
  return known;
}

function startsOf(search: SlotSearch, part: readonly Free[], stretches: readonly Stretch[]): number[] {
  const first = Math.ceil(search.fromMs / STEP_MS) * STEP_MS;
  const all = new Set([first, ...search.starts, ...stretches.map((it) => it.fromMs)]);
  for (const { gaps, turnaroundMs } of part) {
    for (const { fromMs, toMs } of gaps) {
      const startMs = Math.ceil(fromMs / MINUTE_MS) * MINUTE_MS;
      // What is too short for it begins nothing.
      if (startMs > first && toMs - startMs >= search.durationMs + turnaroundMs) all.add(startMs);
    }
  }
  return [...all].filter((it) => it >= first).toSorted((a, b) => a - b);
}

function sweep(
  search: SlotSearch,
  part: readonly Free[],
  stretches: readonly Stretch[],
  spent: { tried: number },
): Slot[] {
  const { count, durationMs, toMs, hours } = search;
  const slots: Slot[] = [];
  const counts = new Map<string, number>();
  for (const it of part) it.at = 0;
  for (const startMs of startsOf(search, part, stretches)) {
    const time = { fromMs: startMs, toMs: startMs + durationMs };
    if (time.toMs > toMs || spent.tried > MOST_TRIED) break;
    const outside = hours === 'any' ? 0 : outsideClass(stretches, time);
    if (outside !== 0 && (hours === 'only_night' || hours === 'working')) continue;
    if ((counts.get(`${outside} clear`) ?? 0) >= MOST_OF_CLASS) {
      if (outside === 0) break;
      continue;
    }
    const free = freeAt(part, time, count);
    if (free === null) continue;
    const slot = slotAt(search, free, { ...time, outside }, spent);
    if (slot === null) continue;
    const kind = `${outside} ${slot.pending.length === 0 ? 'clear' : 'asked'}`;
    const known = counts.get(kind) ?? 0;
    counts.set(kind, known + 1);
    if (known < MOST_OF_CLASS) slots.push(slot);
  }
  return slots;
}

/** Those that are free for all of it; starts only grow, so that no gap is looked at twice. */
function freeAt(part: readonly Free[], { fromMs, toMs }: Stretch, count: number): Free[] | null {
  const free: Free[] = [];
  for (const it of part) {
    while (it.gaps[it.at]!.toMs <= fromMs && it.at < it.gaps.length - 1) it.at += 1;
    const gap = it.gaps[it.at]!;
    if (gap.fromMs <= fromMs && gap.toMs >= toMs + it.turnaroundMs) free.push(it);
  }
  return free.length < count ? null : free;
}

function slotAt(
  search: SlotSearch,
  free: readonly Free[],
  time: Stretch & { outside: Slot['outside'] },
  spent: { tried: number },
): Slot | null {
  const askedBy = ({ asked, turnaroundMs }: Free): string[] =>
    asked
      .filter((it) => it.fromMs < time.toMs + turnaroundMs && it.toMs > time.fromMs)
      .map((it) => it.who ?? 'somebody');
  const sizeOf = ({ gaps, at }: Free): number => gaps[at]!.toMs - Math.max(gaps[at]!.fromMs, search.fromMs);
  // Clear of requests first, then those whose gap is filled best, what is alike side by side.
  const sorted = free
    .map((it) => ({ id: it.machine.id, free: it, asked: askedBy(it), size: sizeOf(it) }))
    .toSorted(
      (a, b) => a.asked.length - b.asked.length || compareSizes(a.size, b.size) || compareAlike(a, b),
    );
  for (const set of chooseSets(sorted, search.count, search.cabling, search.neighbours)) {
    spent.tried += 1;
    const machines = set.map((it) => it.free.machine).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    if (!search.suits(machines)) continue;
    const allowed = search.allows(machines, time);
    if (allowed === null) continue;
    return {
      ...time,
      machines,
      ...allowed,
      ...roomOf(set),
      pending: [...new Set(set.flatMap((it) => it.asked))],
    };
  }
  return null;
}

const compareSizes = (a: number, b: number): number => (a === b ? 0 : a - b);
const compareAlike = (a: { free: Free }, b: { free: Free }): number =>
  (b.free.machine.memoryBytes ?? 0) - (a.free.machine.memoryBytes ?? 0);

/** What lies around it: the last to end before it, and the first that comes after, its own turnaround left out. */
function roomOf(set: readonly { free: Free }[]): Pick<Slot, 'freeFromMs' | 'freeToMs' | 'before' | 'after'> {
  const gaps = set.map(({ free }) => ({
    ...free.gaps[free.at]!,
    machineId: free.machine.id,
    turnaroundMs: free.turnaroundMs,
  }));
  const last = gaps.reduce((a, b) => (b.fromMs > a.fromMs ? b : a));
  const next = gaps.reduce((a, b) => (b.toMs - b.turnaroundMs < a.toMs - a.turnaroundMs ? b : a));
  const [hasBefore, hasAfter] = [Number.isFinite(last.fromMs), Number.isFinite(next.toMs)];
  return {
    freeFromMs: hasBefore ? last.fromMs : null,
    before: hasBefore ? { machineId: last.machineId, atMs: last.fromMs } : null,
    freeToMs: hasAfter ? next.toMs - next.turnaroundMs : null,
    after: hasAfter ? { machineId: next.machineId, atMs: next.toMs } : null,
  };
}

/** Times that do not overlap, so that there is something to choose from; then other machines at the same times. */
function choose(found: readonly Slot[]): Slot[] {
  const sorted = found.toSorted(
    (a, b) => a.outside - b.outside || a.pending.length - b.pending.length || a.fromMs - b.fromMs,
  );
  const chosen: Slot[] = [];
  const overlaps = (a: Slot, b: Slot): boolean => a.fromMs < b.toMs && b.fromMs < a.toMs;
  const shares = (a: Slot, b: Slot): boolean =>
    a.machines.some(({ id }) => b.machines.some((it) => it.id === id));
  for (const slot of sorted) {
    if (chosen.length === MOST_SLOTS) return chosen;
    if (!chosen.some((it) => overlaps(it, slot))) chosen.push(slot);
  }
  for (const slot of sorted) {
    if (chosen.length >= MOST_SLOTS) break;
    if (!chosen.some((it) => overlaps(it, slot) && shares(it, slot))) chosen.push(slot);
  }
  return chosen;
}
