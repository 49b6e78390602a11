import { emptyCalendar, type MachineCalendar, nextFree, take } from './machine-calendar.ts';

/** What one booking asks of a set of machines. */
export type Demand = {
  id: string;
  createdMs: number;
  /** When it wants to begin, and how long it wants to stay, milliseconds. */
  startMs: number;
  lengthMs: number;
  /** Least memory of each machine it wants, bytes, the most first; 0 where nothing is known of it. */
  needs: readonly number[];
  /** The machines it had. */
  hadIds: readonly string[];
  /** It ran over RDMA: its machines have to be cabled to each other. */
  isTogether: boolean;
};

/** `memoryBytes` null: not known, which is enough for nothing that asks for memory. `island`: cabled for RDMA with those of the same. */
export type ReplayMachine = { id: string; memoryBytes: number | null; island: string | null };

export type Refusal =
  /** So many machines there are not in the set. */
  | { reason: 'machines'; wanted: number; has: number }
  | { reason: 'memory'; wanted: number; memoryBytes: number; has: number }
  | { reason: 'cables'; wanted: number };

/** `startMs` is null where it never fits, and `refusal` says why. `machines` are places in the set. */
export type Placed<D extends Demand = Demand> = {
  demand: D;
  startMs: number | null;
  machines: number[];
  refusal: Refusal | null;
};

/**
 * Bookings against a set of machines they were not made for. First come, first served by `createdMs` (of two at once
 * the smaller id): each takes the earliest time from its own start on at which enough machines with enough memory are
 * free for all of its length, in one piece. Gaps that earlier ones left are used. It goes to the machines it had where
 * they are free then, else to the smallest that will do, in the order of the set. Deterministic: the same demand and
 * set give the same answer, in whatever order the demand comes.
 *
 * On a set that holds all machines which the bookings had, each stands where it stood. More machines serve nobody
 * worse as long as all stand in line for one machine each of one kind; where some want several machines, or more memory
 * than others, one more machine can let somebody in who then holds up the next.
 *
 * @returns one entry a booking, in the order they were served.
 */
export function replayDemand<D extends Demand>(
  demand: readonly D[],
  machines: readonly ReplayMachine[],
): Placed<D>[] {
  const set = machines.map(({ memoryBytes, ...machine }, place): Place => ({
    ...machine,
    place,
    memoryBytes: memoryBytes ?? 0,
    calendar: emptyCalendar(),
  }));
  // The smallest first: of those that are free the first that will do is taken.
  const bySize = set.toSorted(bySizeThenPlace);
  const byId = new Map(bySize.map((it) => [it.id, it]));
  const islands = [
    ...Map.groupBy(
      bySize.filter((it) => it.island !== null),
      (it) => it.island,
    ).values(),
  ];
  return demand.toSorted(byTurn).map((it) => {
    const own = it.hadIds.flatMap((id) => byId.get(id) ?? []).toSorted(bySizeThenPlace);
    const pools = it.isTogether ? togetherPools(it, own, islands) : [bySize];
    const found = earliest(it, own, pools);
    if (!found) return { demand: it, startMs: null, machines: [], refusal: whyNever(it, set) };
    const { startMs, chosen } = found;
    for (const { calendar } of chosen) take(calendar, startMs, startMs + it.lengthMs);
    return { demand: it, startMs, machines: chosen.map(({ place }) => place), refusal: null };
  });
}

type Place = Omit<ReplayMachine, 'memoryBytes'> & {
  place: number;
  memoryBytes: number;
  calendar: MachineCalendar;
};

const byTurn = (a: Demand, b: Demand): number =>
  a.createdMs - b.createdMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

const bySizeThenPlace = (a: Place, b: Place): number => a.memoryBytes - b.memoryBytes || a.place - b.place;

/** Machines that ran it together can do so again; besides those, each island. */
const togetherPools = (
  { hadIds }: Demand,
  own: readonly Place[],
  islands: readonly (readonly Place[])[],
): (readonly Place[])[] => (own.length === hadIds.length ? [own, ...islands] : [...islands]);

type Found = { startMs: number; chosen: Place[] };

function earliest(demand: Demand, own: readonly Place[], pools: readonly (readonly Place[])[]): Found | null {
  for (const pool of pools) {
    const chosen = choose(demand, own, pool, demand.startMs);
    if (chosen) return { startMs: demand.startMs, chosen };
  }
  let best: { startMs: number; pool: readonly Place[] } | null = null;
  for (const pool of pools) {
    const startMs = earliestIn(demand, pool);
    if (startMs !== null && (best === null || startMs < best.startMs)) best = { startMs, pool };
  }
  if (!best) return null;
  return { startMs: best.startMs, chosen: choose(demand, own, best.pool, best.startMs)! };
}

/**
 * The earliest common start in a pool (smallest memory first); null where it never fits. Those with the memory for the
 * greatest need are enough for the smaller ones too, so it fits where for each need there are as many machines as
 * needs of that size or more. No start before the k-th machine's own earliest can be right: that bound rises until it
 * is met.
 */
function earliestIn({ startMs, lengthMs, needs }: Demand, pool: readonly Place[]): number | null {
  const bounds = needs.flatMap((need, at) => (needs[at + 1] === need ? [] : [{ need, count: at + 1 }]));
  const firsts = bounds.map(({ need }) => firstWith(pool, need));
  if (bounds.some(({ count }, at) => pool.length - firsts[at]! < count)) return null;
  const least = firsts.at(-1) ?? 0;
  for (let atMs = startMs; ;) {
    const free = pool.map((it, at) => (at < least ? Infinity : nextFree(it.calendar, atMs, lengthMs)));
    let next = atMs;
    for (const [at, { count }] of bounds.entries())
      next = Math.max(next, nthSmallest(free, firsts[at]!, count));
    if (next === atMs) return atMs;
    atMs = next;
  }
}

function firstWith(pool: readonly Place[], need: number): number {
  const at = pool.findIndex((it) => it.memoryBytes >= need);
  return at === -1 ? pool.length : at;
}

/** Of the values from `start` on. Few are asked for, so the smallest are kept as they come. */
function nthSmallest(values: readonly number[], start: number, count: number): number {
  const smallest: number[] = [];
  for (let at = start; at < values.length; at += 1) {
    const value = values[at]!;
    if (smallest.length === count && value >= smallest[count - 1]!) continue;
    let place = Math.min(smallest.length, count - 1);
    for (; place > 0 && smallest[place - 1]! > value; place -= 1) smallest[place] = smallest[place - 1]!;
    smallest[place] = value;
  }
  return smallest[count - 1]!;
}

/**
 * One machine a need, free from then on: the largest need chooses first, of its own machines before others, of small ones
 * before large ones. Null where not all find one: which sufficing machine a larger need takes is all the same to the
 * smaller ones.
 */
function choose(
  { needs, lengthMs }: Demand,
  own: readonly Place[],
  pool: readonly Place[],
  startMs: number,
): Place[] | null {
  const chosen: Place[] = [];
  for (const need of needs) {
    const isRight = (it: Place): boolean =>
      it.memoryBytes >= need && !chosen.includes(it) && nextFree(it.calendar, startMs, lengthMs) === startMs;
    const found = own.find((it) => isRight(it) && pool.includes(it)) ?? pool.find(isRight);
    if (!found) return null;
    chosen.push(found);
  }
  return chosen;
}

function whyNever({ needs }: Demand, set: readonly Place[]): Refusal {
  if (needs.length > set.length) return { reason: 'machines', wanted: needs.length, has: set.length };
  for (const [at, need] of needs.entries()) {
    const has = set.filter((it) => it.memoryBytes >= need).length;
    if (has < at + 1) return { reason: 'memory', wanted: at + 1, memoryBytes: need, has };
  }
  return { reason: 'cables', wanted: needs.length };
}
