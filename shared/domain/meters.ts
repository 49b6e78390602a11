import { clip, type Span } from './usage.ts';

/*
 * Who meters whom, decided here once. Real machines whose agents run on one host read the same meter; a simulated
 * machine is its own. A meter that stands outside (a plug, a PDU) is the same case: it covers several machines.
 * A total counts each meter once, however many of its machines it is asked for.
 */
export type MeteredMachine = {
  id: string;
  /** Smaller is older in the lab. */
  key: number;
  simulated: boolean;
  hostId: string | null;
  /** The wall meter that it hangs on now, while that one speaks, and its watts. */
  wallId?: string | null;
  wallWatts?: number | null;
};

/** A machine hangs on a wall meter for a time. */
export type WallLink = Span & { meterId: string; machineId: string };

/** Whose counter is read at which time. */
export type MeterReader = Span & {
  /** In whose row of a report it stands. */
  machineId: string;
  /** A machine's own counter by its id, or a wall meter's. */
  counterId: string;
  /** What it can't tell apart, oldest first. */
  covers: readonly string[];
};

export type Meter = {
  /** Oldest first. */
  machineIds: string[];
  /** Of each of its machines one at any time. */
  readers: MeterReader[];
};

export type Meters = { all: Meter[]; of(machineId: string): Meter | null };

export const ALWAYS: Span = { from: new Date(0), to: new Date(8_640_000_000_000_000) };

/** Machines behind one meter together, oldest first. */
export function groupByMeter<M extends MeteredMachine>(machines: readonly M[]): M[][] {
  const sorted = machines.toSorted((a, b) => a.key - b.key);
  const groups = Map.groupBy(sorted, ({ id, simulated, hostId }) =>
    simulated || hostId === null ? `machine ${id}` : `host ${hostId}`,
  );
  return [...groups.values()];
}

/**
 * The lab's meters. Where machines share a host, the oldest that measures is read, for as long as it has measured
 * (`measuredOf`: from its first reading with power to its last): a Mac that joined again under another name goes on
 * where the old one stopped, and two agents side by side are counted once. While a wall meter measures what hangs on
 * it, it is read and their own counters are not.
 */
export function decideMeters(
  machines: readonly MeteredMachine[],
  measuredOf: (counterId: string) => Span | null,
  links: readonly WallLink[] = [],
): Meters {
  const hosts = groupByMeter(machines).map((group) => group.map((it) => it.id));
  const walls = wallReaders(hosts, measuredOf, links);
  const all = joined(hosts, walls).map((machineIds) => ({
    machineIds,
    readers: hosts
      .filter((host) => machineIds.includes(host[0]!))
      .flatMap((host) => ownReaders(host, measuredOf, walls))
      .concat(walls.filter((it) => machineIds.includes(it.machineId))),
  }));
  const byMachine = new Map(all.flatMap((meter) => meter.machineIds.map((id) => [id, meter] as const)));
  return { all, of: (machineId) => byMachine.get(machineId) ?? null };
}

/** Each meter of these machines once. */
export const metersFor = (meters: Meters, machineIds: readonly string[]): Meter[] => [
  ...new Set(machineIds.flatMap((id) => meters.of(id) ?? [])),
];

/** Those of its readers that say something of these machines. */
export const readersFor = ({ readers }: Meter, machineIds: readonly string[]): MeterReader[] =>
  readers.filter(({ covers }) => covers.some((id) => machineIds.includes(id)));

/**
 * A wall meter is read from its first reading to its last, cut wherever what hangs on it changes. Where two say
 * something of one host at one time, as one that was taken away and its successor, the one that measured first is read.
 */
function wallReaders(
  hosts: readonly string[][],
  measuredOf: (counterId: string) => Span | null,
  links: readonly WallLink[],
): MeterReader[] {
  const readers: MeterReader[] = [];
  const walls = [...Map.groupBy(links, (it) => it.meterId)].flatMap(([counterId, own]) => {
    const measured = measuredOf(counterId);
    return measured ? [{ counterId, own, measured }] : [];
  });
  walls.sort(
    (a, b) => a.measured.from.getTime() - b.measured.from.getTime() || (a.counterId < b.counterId ? -1 : 1),
  );
  for (const { counterId, own, measured } of walls) {
    const on = own.flatMap((it) => {
      const span = clip(it, measured);
      return span ? [{ ...span, machineId: it.machineId }] : [];
    });
    const before = [...readers];
    for (const stretch of stretches(on)) {
      const there = on.filter((it) => it.from <= stretch.from && it.to >= stretch.to);
      const covers = hosts.filter((host) => there.some((it) => host.includes(it.machineId))).flat();
      const [machineId] = covers;
      if (machineId === undefined) continue;
      const taken = before.filter((it) => it.covers.some((id) => covers.includes(id)));
      readers.push(...without(stretch, taken).map((span) => ({ machineId, counterId, covers, ...span })));
    }
  }
  return readers;
}

/** The time between any two neighbouring edges of these spans. */
function stretches(spans: readonly Span[]): Span[] {
  const edges = spans.flatMap((it) => [it.from.getTime(), it.to.getTime()]);
  const cuts = [...new Set(edges)].toSorted((a, b) => a - b);
  return cuts.slice(1).map((toMs, index) => ({ from: new Date(cuts[index]!), to: new Date(toMs) }));
}

/** Hosts that ever hung on one wall meter are of one meter, which never falls apart again. */
function joined(hosts: readonly string[][], walls: readonly MeterReader[]): string[][] {
  const groups = hosts.map((host) => new Set(host));
  for (const { covers } of walls) {
    const [first, ...others] = groups.filter((group) => covers.some((id) => group.has(id)));
    for (const other of others) {
      for (const id of other) first?.add(id);
      groups.splice(groups.indexOf(other), 1);
    }
  }
  return groups.map((group) => [...group]);
}

/** A host's own counter, but for the time in which a wall meter is read for it. */
function ownReaders(
  host: readonly string[],
  measuredOf: (counterId: string) => Span | null,
  walls: readonly MeterReader[],
): MeterReader[] {
  const over = walls.filter((it) => it.covers.includes(host[0]!));
  const own = readersOf(host, measuredOf).map(({ machineId, from, to }) => ({
    machineId,
    counterId: machineId,
    covers: host,
    from,
    to,
  }));
  return own.flatMap((it) => without(it, over).map((span) => ({ ...it, ...span })));
}

function without(span: Span, taken: readonly Span[]): Span[] {
  const parts: Span[] = [];
  let { from } = span;
  for (const it of taken.toSorted((a, b) => a.from.getTime() - b.from.getTime())) {
    const before = it.from > from ? clip({ from, to: it.from }, span) : null;
    if (before) parts.push(before);
    if (it.to > from) from = it.to;
  }
  return from < span.to ? [...parts, { from, to: span.to }] : parts;
}

type HostReader = Span & { machineId: string };

/** In time order, touching, over all time. */
function readersOf(host: readonly string[], measuredOf: (machineId: string) => Span | null): HostReader[] {
  const [oldest] = host;
  if (oldest === undefined) return [];
  const measured = host.length === 1 ? [] : host.flatMap((id) => withSpan(id, measuredOf(id)));
  if (measured.length === 0) return [{ machineId: oldest, ...ALWAYS }];
  const readers: HostReader[] = [];
  for (const { from, to } of stretches(measured)) {
    const reader = measured.find((it) => it.from <= from && it.to >= to);
    const last = readers.at(-1);
    // Nobody measured in between: the one before keeps the gap.
    if (last && (!reader || reader.machineId === last.machineId)) last.to = to;
    else if (reader) readers.push({ ...reader, from, to });
  }
  return readers.map((it, index) => ({
    ...it,
    from: index === 0 ? ALWAYS.from : it.from,
    to: index === readers.length - 1 ? ALWAYS.to : it.to,
  }));
}

const withSpan = (machineId: string, span: Span | null): HostReader[] =>
  span && span.to > span.from ? [{ machineId, ...span }] : [];
