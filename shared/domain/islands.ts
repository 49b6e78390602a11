import type { Island } from '../schemas/machine.ts';
import { compareNames, groupByPair, type Link, pairKey, pairRdma } from './link.ts';

export type IslandMachine = { id: string; name: string; hostId: string | null; simulated: boolean };

/** JACCL refuses larger full meshes. */
export const MESH_MAX_MACHINES = 8;
const KIND_ORDER: Island['kind'][] = ['rdma_mesh', 'mesh', 'chain', 'one_host', 'none'];

function byName(a: IslandMachine, b: IslandMachine): number {
  return compareNames(a.name, b.name) || (a.id < b.id ? -1 : 1);
}

/** Machines that cables connect, directly or through others. */
function cabledGroups(machines: readonly IslandMachine[], links: readonly Link[]): IslandMachine[][] {
  const neighbours = new Map(machines.map((machine) => [machine.id, new Set<string>()]));
  for (const { aMachineId, bMachineId } of links) {
    if (!neighbours.has(aMachineId) || !neighbours.has(bMachineId) || aMachineId === bMachineId) continue;
    neighbours.get(aMachineId)?.add(bMachineId);
    neighbours.get(bMachineId)?.add(aMachineId);
  }
  const byId = new Map(machines.map((machine) => [machine.id, machine]));
  const seen = new Set<string>();
  const groups: IslandMachine[][] = [];
  for (const machine of machines) {
    if (seen.has(machine.id) || neighbours.get(machine.id)?.size === 0) continue;
    const reached = new Set([machine.id]);
    for (const id of reached) for (const next of neighbours.get(id) ?? []) reached.add(next);
    for (const id of reached) seen.add(id);
    groups.push([...reached].flatMap((id) => byId.get(id) ?? []).toSorted(byName));
  }
  return groups;
}

function titleOf(machines: readonly IslandMachine[]): string {
  const names = machines.map(({ name }) => name);
  return names.length <= 3
    ? names.join(', ')
    : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}

type PairState = { label: string; cabled: boolean; rdma: boolean | null };

type ByPair = ReadonlyMap<string, readonly Link[]>;

function listPairs(machines: readonly IslandMachine[], byPair: ByPair): PairState[] {
  return machines.flatMap((one, index) =>
    machines.slice(index + 1).map((other) => {
      const cables = byPair.get(pairKey(one.id, other.id)) ?? [];
      return {
        label: `${one.name} to ${other.name}`,
        cabled: cables.length > 0,
        rdma: pairRdma(cables),
      };
    }),
  );
}

function judge(size: number, pairs: readonly PairState[]): Pick<Island, 'kind' | 'verdict'> {
  const missing = pairs.filter((pair) => !pair.cabled);
  const [first] = missing;
  if (first !== undefined) {
    const more = missing.length === 1 ? '' : ` and ${missing.length - 1} more`;
    return { kind: 'chain', verdict: `Mesh needs ${first.label}${more}` };
  }
  const ruledOut = pairs.find((pair) => pair.rdma === false);
  if (ruledOut !== undefined) return { kind: 'mesh', verdict: `RDMA not ready: ${ruledOut.label}` };
  const unknown = pairs.find((pair) => pair.rdma === null);
  if (unknown !== undefined) return { kind: 'mesh', verdict: `RDMA unknown: ${unknown.label}` };
  if (size > MESH_MAX_MACHINES)
    return { kind: 'mesh', verdict: `RDMA mesh takes up to ${MESH_MAX_MACHINES} Macs` };
  return { kind: 'rdma_mesh', verdict: 'RDMA cables ready' };
}

function cabledIsland(machines: readonly IslandMachine[], byPair: ByPair): Island {
  const pairs = listPairs(machines, byPair);
  return {
    id: `cabled:${machines.map(({ id }) => id).toSorted()[0]}`,
    title: titleOf(machines),
    ...judge(machines.length, pairs),
    cablesSeen: pairs.filter((pair) => pair.cabled).length,
    cablesWanted: pairs.length,
    simulated: machines.some(({ simulated }) => simulated),
    machineIds: machines.map(({ id }) => id),
  };
}

function uncabledIsland(
  machines: readonly IslandMachine[],
  island: Pick<Island, 'id' | 'title' | 'kind' | 'verdict'>,
): Island[] {
  if (machines.length === 0) return [];
  const simulated = machines.some((machine) => machine.simulated);
  return [{ ...island, cablesSeen: 0, cablesWanted: 0, simulated, machineIds: machines.map(({ id }) => id) }];
}

function sharedHostIsland(machines: readonly IslandMachine[]): Island[] {
  const hostId = machines[0]?.hostId;
  const title = titleOf(machines);
  return uncabledIsland(machines, {
    id: `host:${hostId}`,
    title,
    kind: 'one_host',
    verdict: 'One computer, no cables',
  });
}

function loneIsland(machines: readonly IslandMachine[], simulated: boolean): Island[] {
  return uncabledIsland(machines, {
    id: simulated ? 'simulated' : 'alone',
    title: simulated ? 'Simulated Macs' : 'On their own',
    kind: 'none',
    verdict: simulated ? 'Not hardware; never in a total' : 'No cable to another Mac',
  });
}

function byKindAndTitle(a: Island, b: Island): number {
  return KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind) || compareNames(a.title, b.title);
}

/**
 * Groups machines the way every screen shows them: cabled groups, machines that share one computer, the ones on
 * their own; simulated ones last and never mixed with real ones. Cables are counted as pairs, seen of the
 * n(n − 1)/2 that a full mesh wants. The order depends on names only, not on the order of the arguments.
 */
export function findIslands(machines: readonly IslandMachine[], links: readonly Link[]): Island[] {
  const byPair = groupByPair(links);
  return [false, true].flatMap((simulated) => {
    const world = machines.filter((machine) => machine.simulated === simulated).toSorted(byName);
    const groups = cabledGroups(world, links);
    const cabled = new Set(groups.flat());
    const loose = world.filter((machine) => !cabled.has(machine));
    // Simulated machines always share the host that plays them: that says nothing about them.
    const hosts = simulated
      ? []
      : [...Map.groupBy(loose, ({ hostId, id }) => hostId ?? `alone ${id}`).values()];
    const shared = hosts.filter((group) => group.length > 1);
    const sharing = new Set(shared.flat());
    const alone = loose.filter((machine) => !sharing.has(machine));
    return [
      ...groups.map((group) => cabledIsland(group, byPair)),
      ...shared.flatMap(sharedHostIsland),
      ...loneIsland(alone, simulated),
    ].toSorted(byKindAndTitle);
  });
}
