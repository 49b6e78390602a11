import type { MachineFacts } from '../schemas/machine.ts';
import { planAddresses, type CableAddresses } from './cable-addresses.ts';
import { type Cables, isRingNeighbour, planMesh, planRing, rdmaCables, ringWidth } from './device-matrix.ts';
import { type Link, THUNDERBOLT_5_GBPS } from './link.ts';
import { isLinkLocal } from './port-network.ts';
import { findRing } from './ring-search.ts';

export type HostfileBackend = 'jaccl' | 'jaccl-ring' | 'ring';
export type HostfileMachine = {
  machineId: string;
  name: string;
  facts: Pick<MachineFacts, 'hostName' | 'addresses' | 'interfaces'> | null;
};
export type HostfileRequest = {
  machines: readonly HostfileMachine[];
  links: readonly Link[];
  backend: HostfileBackend;
};

type Cell = string | string[] | null;
type Host = { ssh: string; ips: string[]; rdma?: Cell[] };
export type Hostfile = {
  /** Machines by rank. */
  machineIds: string[];
  backend: HostfileBackend;
  /** JACCL's devices, row this rank and column its peer; `null` over TCP. */
  devices: Cell[][] | null;
  /** For `mlx.launch --hostfile`. */
  text: string;
  /** For the file that `MLX_IBV_DEVICES` names. */
  devicesText: string | null;
  /** What it still lacks, in words; empty when it can be used as it is. */
  gaps: string[];
};

/** Cables straight from Mac to Mac that can be Thunderbolt 5, those that are ready first and alone where there are any. */
function usableCables(links: readonly Link[]): Cables {
  const cables = rdmaCables(
    links.filter(
      (link) => !link.through && (link.speedGbps === null || link.speedGbps >= THUNDERBOLT_5_GBPS),
    ),
  );
  return (a, b) => {
    const all = cables(a, b);
    const ready = all.filter(({ link }) => link.rdma === true);
    return ready.length > 0 ? ready : all;
  };
}

/** A name that ssh takes as a host and never as an option. */
function sshName({ facts }: HostfileMachine, address: string | null): string | null {
  const name = facts?.hostName ?? '';
  if (/^[a-z0-9][a-z0-9-]*$/i.test(name)) return `${name.toLowerCase()}.local`;
  return /^[a-z0-9][a-z0-9-]*(\.[a-z0-9-]+)+$/i.test(name) ? name : address;
}

/** The address by which others reach a machine: of the network, not of a cable nor one that nobody gave it. */
function lanAddress({ machineId, facts }: HostfileMachine, links: readonly Link[]): string | null {
  const onCables = new Set(
    links.flatMap((link) => [
      ...(link.aMachineId === machineId ? [link.aPort] : []),
      ...(link.bMachineId === machineId ? [link.bPort] : []),
    ]),
  );
  const own = facts?.addresses.find((it) => !onCables.has(it.interface) && !isLinkLocal(it.ipv4));
  return own?.ipv4 ?? null;
}

/**
 * A TCP ring over the cables: each rank listens on the cable to the one before it. `null` where a hop has none.
 */
function cableIps(
  machineIds: readonly string[],
  cables: Cables,
  addresses: readonly CableAddresses[],
): string[][] | null {
  const width = ringWidth(machineIds, cables);
  const rows = machineIds.map((id, index) => {
    const before = machineIds.at(index - 1) ?? id;
    return cables(before, id)
      .slice(0, width)
      .flatMap(({ link }) => {
        const found = addresses.find((it) => it.link === link);
        if (found === undefined) return [];
        return [link.aMachineId === id ? found.a : found.b];
      });
  });
  return width > 0 && rows.every((row) => row.length === width) ? rows : null;
}

function orderRanks(ids: readonly string[], backend: HostfileBackend, cables: Cables): string[] {
  if (backend === 'jaccl') return [...ids];
  const isNeighbour = (a: string, b: string): boolean => cables(a, b).length > 0;
  return findRing(ids, isNeighbour).order ?? [...ids];
}

/** Pairs of ranks that need a cable: over TCP none does. */
function missingCables(
  ranks: readonly HostfileMachine[],
  backend: HostfileBackend,
  cables: Cables,
): string[] {
  const size = ranks.length;
  return ranks.flatMap((a, i) =>
    ranks.flatMap((b, j) => {
      const isWanted = backend === 'jaccl' || (backend === 'jaccl-ring' && isRingNeighbour(i, j, size));
      if (i >= j || !isWanted || cables(a.machineId, b.machineId).length > 0) return [];
      return [`No Thunderbolt 5 cable from ${a.name} to ${b.name}.`];
    }),
  );
}

function missingNames(ranks: readonly HostfileMachine[], hosts: readonly Host[]): string[] {
  return ranks.flatMap(({ name }, rank) => {
    const host = hosts[rank];
    if (host?.ssh === '') return [`${name} tells neither a host name for ssh nor an address.`];
    const isCalled = rank === 0 || host?.rdma === undefined;
    return isCalled && host?.ips.length === 0 ? [`${name} tells no address for the others to reach.`] : [];
  });
}

/** A host or a row on one line each, as MLX's documentation writes them. */
const lines = (rows: readonly unknown[], indent: string): string =>
  rows.map((row) => `${indent}${JSON.stringify(row)}`).join(',\n');

function planDevices(ids: readonly string[], backend: HostfileBackend, cables: Cables): Cell[][] | null {
  if (backend === 'ring') return null;
  return backend === 'jaccl' ? planMesh(ids, cables) : planRing(ids, cables);
}

/**
 * What `mlx.launch` and MLX itself read, from the same cables as readiness: the ranks' order, their addresses and
 * the devices between them. It can be made before a set is ready; `gaps` tells what it lacks.
 */
export function makeHostfile({ machines, links, backend }: HostfileRequest): Hostfile {
  const cables = backend === 'ring' ? rdmaCables(links) : usableCables(links);
  const given = machines.map((it) => it.machineId);
  const machineIds = orderRanks(given, backend, cables);
  const ranks = machineIds.flatMap((id) => machines.find((it) => it.machineId === id) ?? []);
  const devices = planDevices(machineIds, backend, cables);
  const overCables = devices === null ? cableIps(machineIds, cables, planAddresses(machines, links)) : null;
  const hosts = ranks.map((machine, rank): Host => {
    const address = lanAddress(machine, links);
    const own = address === null ? [] : [address];
    const ssh = sshName(machine, address) ?? '';
    if (devices === null) return { ssh, ips: overCables?.[rank] ?? own };
    // Only rank 0 of a JACCL group is called by its address.
    return { ssh, ips: rank === 0 ? own : [], rdma: devices[rank] ?? [] };
  });
  return {
    machineIds,
    backend,
    devices,
    text: `{"backend": "${backend}", "envs": [], "hosts": [\n${lines(hosts, '  ')}\n]}\n`,
    devicesText: devices === null ? null : `[\n${lines(devices, '  ')}\n]\n`,
    gaps: [...missingNames(ranks, hosts), ...missingCables(ranks, backend, cables)],
  };
}
