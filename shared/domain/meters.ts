import type { Span } from './usage.ts';

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
};

/** Whose counter is read at which time. */
export type MeterReader = Span & { machineId: string };

export type Meter = {
  /** Oldest first. */
  machineIds: string[];
  /** In time order, touching, over all time. */
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
 * The lab's meters. Where machines share one, the oldest that measures is read, for as long as it has measured
 * (`measuredOf`: from its first reading with power to its last): a Mac that joined again under another name goes on
 * where the old one stopped, and two agents side by side are counted once.
 */
export function decideMeters(
  machines: readonly MeteredMachine[],
  measuredOf: (machineId: string) => Span | null,
): Meters {
  const all = groupByMeter(machines).map((group) => ({
    machineIds: group.map((it) => it.id),
    readers: readersOf(group, measuredOf),
  }));
  const byMachine = new Map(all.flatMap((meter) => meter.machineIds.map((id) => [id, meter] as const)));
  return { all, of: (machineId) => byMachine.get(machineId) ?? null };
}

/** Each meter of these machines once. */
export const metersFor = (meters: Meters, machineIds: readonly string[]): Meter[] => [
  ...new Set(machineIds.flatMap((id) => meters.of(id) ?? [])),
];

function readersOf(
  group: readonly MeteredMachine[],
  measuredOf: (machineId: string) => Span | null,
): MeterReader[] {
  const [oldest] = group;
  if (!oldest) return [];
  const measured = group.length === 1 ? [] : group.flatMap((it) => withSpan(it, measuredOf(it.id)));
  if (measured.length === 0) return [{ machineId: oldest.id, ...ALWAYS }];
  const edges = measured.flatMap((it) => [it.from.getTime(), it.to.getTime()]);
  const cuts = [...new Set(edges)].toSorted((a, b) => a - b);
  const readers: MeterReader[] = [];
  for (const [index, startMs] of cuts.entries()) {
    const endMs = cuts[index + 1];
    if (endMs === undefined) break;
    const reader = measured.find((it) => it.from.getTime() <= startMs && it.to.getTime() >= endMs);
    const last = readers.at(-1);
    // Nobody measured in between: the one before keeps the gap.
    if (last && (!reader || reader.machineId === last.machineId)) last.to = new Date(endMs);
    else if (reader) readers.push({ ...reader, from: new Date(startMs), to: new Date(endMs) });
  }
  return readers.map((it, index) => ({
    ...it,
    from: index === 0 ? ALWAYS.from : it.from,
    to: index === readers.length - 1 ? ALWAYS.to : it.to,
  }));
}

const withSpan = ({ id }: MeteredMachine, span: Span | null): MeterReader[] =>
  span && span.to > span.from ? [{ machineId: id, ...span }] : [];
