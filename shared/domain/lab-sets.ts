import { MESH_MAX_MACHINES } from './islands.ts';
import { compareNames, groupByPair, type Link, pairKey, pairRdma } from './link.ts';
import type { PlanMachine } from './planner.ts';
import type { LinkKind } from './rates.ts';
import { findRing } from './ring-search.ts';

/** A machine of the lab that may run models. */
export type LabMachine = {
  id: string;
  name: string;
  simulated: boolean;
  /** `Mac Studio M3 Ultra, 512 GB`. */
  kind: string;
  /** Null: what it may use is not known, and `whyUnknown` says why. */
  plan: PlanMachine | null;
  whyUnknown: string | null;
};

/** Machines that may run one model together. Of sets that are alike one stands for all. */
export type LabSet = {
  machines: LabMachine[];
  /** Sets of the same kinds of machines, connected alike; this one among them. */
  alike: number;
  simulated: boolean;
  link: LinkKind;
  /** What connects them, and what is missing or unknown. */
  linkWords: string | null;
  /** Between which two. */
  linkGap: string | null;
};

const byName = (a: LabMachine, b: LabMachine): number =>
  compareNames(a.name, b.name) || compareNames(a.id, b.id);
const idsOf = (machines: readonly LabMachine[]): string =>
  machines
    .map(({ id }) => id)
    .toSorted()
    .join(' ');

/** Cables by the two machines they connect. */
type Cables = ReadonlyMap<string, readonly Link[]>;
const rdmaBetween = (cables: Cables, one: LabMachine, other: LabMachine): boolean | null =>
  pairRdma(cables.get(pairKey(one.id, other.id)) ?? []);

type Connection = Pick<LabSet, 'link' | 'linkWords' | 'linkGap'>;

/** What connects machines: RDMA only where both ends prove it, for unknown is no pass. */
function connectionOf(machines: readonly LabMachine[], cables: Cables): Connection {
  if (machines.length === 1) return { link: 'none', linkWords: null, linkGap: null };
  const pairs = machines.flatMap((one, at) => machines.slice(at + 1).map((other) => [one, other] as const));
  const isReady = (one: LabMachine, other: LabMachine): boolean => rdmaBetween(cables, one, other) === true;
  const open = pairs.find(([one, other]) => !isReady(one, other));
  if (open === undefined && machines.length <= MESH_MAX_MACHINES) {
    return { link: 'rdma-mesh', linkWords: machines.length === 2 ? 'RDMA pair' : 'RDMA mesh', linkGap: null };
  }
  const byId = new Map(machines.map((machine) => [machine.id, machine]));
  const ring = findRing([...byId.keys()], (a, b) => isReady(byId.get(a)!, byId.get(b)!));
  if (machines.length > 2 && ring.order !== null) {
    return { link: 'rdma-ring', linkWords: 'RDMA ring', linkGap: null };
  }
  const [one, other] = open ?? pairs[0]!;
  const rdma = rdmaBetween(cables, one, other);
  const isCabled = cables.has(pairKey(one.id, other.id));
  return {
    link: 'tcp',
    linkWords: !isCabled ? 'TCP, no cable' : rdma === false ? 'TCP, no RDMA' : 'TCP, RDMA unknown',
    linkGap: `${one.name} and ${other.name}`,
  };
}

/** What makes machines exchangeable in a plan. */
const shapeOf = ({ kind, plan, id }: LabMachine): string =>
  plan === null
    ? id
    : [
        kind,
        plan.chip,
        plan.gpuCores,
        plan.memoryBytes,
        plan.wiredLimitBytes,
        plan.bandwidthGbPerSecond,
      ].join();

type Neighbours = ReadonlyMap<string, readonly LabMachine[]>;

/** Whom a cable connects to whom, in the order of the machines. */
function neighboursOf(machines: readonly LabMachine[], cables: Cables): Neighbours {
  const places = new Map(machines.map(({ id }, place) => [id, place]));
  const near = new Map(machines.map(({ id }) => [id, new Set<number>()]));
  for (const [link] of cables.values()) {
    const [a, b] = [places.get(link?.aMachineId ?? ''), places.get(link?.bMachineId ?? '')];
    if (!link || a === undefined || b === undefined || a === b) continue;
    near.get(link.aMachineId)?.add(b);
    near.get(link.bMachineId)?.add(a);
  }
  return new Map(
    [...near].map(([id, found]) => [
      id,
      [...found].toSorted((a, b) => a - b).flatMap((place) => machines[place] ?? []),
    ]),
  );
}

/** From a machine on, one more at a time that a cable connects to all before; those of its own kind first. */
function growFrom(start: LabMachine, neighbours: Neighbours): LabMachine[][] {
  const near = neighbours.get(start.id) ?? [];
  const alike = near.filter((it) => shapeOf(it) === shapeOf(start));
  const set = [start];
  const sets: LabMachine[][] = [];
  for (const next of [...alike, ...near.filter((it) => !alike.includes(it))]) {
    if (set.length === MESH_MAX_MACHINES) break;
    const isCabled = set.every(({ id }) => neighbours.get(id)?.includes(next));
    if (!isCabled) continue;
    set.push(next);
    sets.push([...set]);
  }
  return sets;
}

function reachFrom(start: LabMachine, neighbours: Neighbours): LabMachine[] {
  const reached = new Set([start]);
  for (const it of reached) for (const next of neighbours.get(it.id) ?? []) reached.add(next);
  return [...reached];
}

/** Each machine alone, every cabled pair, groups in which each is cabled to each, and whole islands. */
function candidates(machines: readonly LabMachine[], cables: Cables): LabMachine[][] {
  const neighbours = neighboursOf(machines, cables);
  const found = machines.flatMap((one) => {
    const pairs = (neighbours.get(one.id) ?? []).map((other) => [one, other]);
    const island = reachFrom(one, neighbours);
    return [
      [one],
      ...pairs,
      ...growFrom(one, neighbours),
      ...(island.length <= MESH_MAX_MACHINES ? [island] : []),
    ];
  });
  return [...new Map(found.map((set) => [idsOf(set), set.toSorted(byName)])).values()];
}

/** A set that somebody chose; real and simulated machines are never put in one. */
export function chosenSet(machines: readonly LabMachine[], links: readonly Link[]): LabSet {
  const sorted = machines.toSorted(byName);
  return {
    machines: sorted,
    alike: 1,
    simulated: sorted.some(({ simulated }) => simulated),
    ...connectionOf(sorted, groupByPair(links)),
  };
}

/** The sets of a lab, real ones and simulated ones apart; of those alike the first by name stands for all. */
export function labSets(machines: readonly LabMachine[], links: readonly Link[]): LabSet[] {
  const cables = groupByPair(links);
  return [false, true].flatMap((simulated) => {
    const world = machines.filter((machine) => machine.simulated === simulated).toSorted(byName);
    const sets = candidates(world, cables).map((set) => ({ set, ...connectionOf(set, cables) }));
    const alike = Map.groupBy(sets, ({ set, linkWords }) =>
      [...set.map(shapeOf).toSorted(), linkWords].join('|'),
    );
    return [...alike.values()].map((group) => {
      const { set: first, ...connection } = group[0]!;
      return { machines: first, alike: group.length, simulated, ...connection };
    });
  });
}
