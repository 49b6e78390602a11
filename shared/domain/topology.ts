import type { MachineFacts } from '../schemas/machine.ts';
import type { ThunderboltPort } from '../schemas/network-facts.ts';
import { compareLinks, linkVerdict, type Link, type LinkEnd } from './link.ts';
import { findBridge, listIpv4 } from './port-network.ts';

export { findIslands, type IslandMachine } from './islands.ts';
export { isRdmaReady, type Link, type LinkEnd, type LinkVerdict } from './link.ts';

export type MachineWithFacts = {
  machineId: string;
  facts: Pick<
    MachineFacts,
    'hostId' | 'addresses' | 'interfaces' | 'thunderbolt' | 'rdma' | 'simulated'
  > | null;
};

type Facts = NonNullable<MachineWithFacts['facts']>;
export type OwnedPort = {
  machineId: string;
  port: ThunderboltPort;
  facts: Facts;
  domain: string;
  peer: string | null;
};

/** As a link names it: its interface, or its receptacle where that is unknown. */
export const portKey = (port: ThunderboltPort): string => port.interface ?? `Thunderbolt ${port.receptacle}`;

/** One end of a cable as the report of its machine has it. */
export function toLinkEnd(port: ThunderboltPort, facts: Facts): LinkEnd {
  const name = port.interface;
  return {
    interface: name,
    // An idle port names what it could do, not what a cable runs at.
    speedGbps: port.connected ? port.speedGbps : null,
    rdma: facts.rdma,
    ipv4: name === null ? [] : listIpv4(facts, name),
    bridge: name === null ? null : (findBridge(facts, name)?.name ?? null),
    through: port.through ?? null,
  };
}

function toLink(one: OwnedPort, other: OwnedPort, isCertain: boolean): Link {
  const [a, b] = one.machineId < other.machineId ? [one, other] : [other, one];
  const [aEnd, bEnd] = [toLinkEnd(a.port, a.facts), toLinkEnd(b.port, b.facts)];
  const speeds = [aEnd.speedGbps, bEnd.speedGbps].filter((speed) => speed !== null);
  const { rdma } = linkVerdict(aEnd, bEnd);
  const through = aEnd.through ?? bEnd.through;
  return {
    aMachineId: a.machineId,
    aPort: portKey(a.port),
    bMachineId: b.machineId,
    bPort: portKey(b.port),
    speedGbps: speeds.length === 0 ? null : Math.min(...speeds),
    // Which of two like ports is at the other end can't be told, and RDMA must name the right one.
    rdma: rdma === true && !isCertain ? null : rdma,
    simulated: a.facts.simulated || b.facts.simulated,
    ...(through !== null && { through }),
  };
}

/** Every port once, ids in one case; two agents on one host report the same port, and the first stands for both. */
export function listPorts(machines: readonly MachineWithFacts[]): OwnedPort[] {
  const seen = new Set<string>();
  const ports: OwnedPort[] = [];
  for (const { machineId, facts } of machines.toSorted((a, b) => (a.machineId < b.machineId ? -1 : 1))) {
    for (const port of facts?.thunderbolt ?? []) {
      const domain = port.domainUuid.toUpperCase();
      const key = JSON.stringify([facts?.hostId, domain, port.receptacle]);
      if (!facts || seen.has(key)) continue;
      seen.add(key);
      ports.push({ machineId, port, facts, domain, peer: port.peerDomainUuid?.toUpperCase() ?? null });
    }
  }
  return ports;
}

/** Two machines of one host are two agents on one Mac. */
export const isOneMac = (a: OwnedPort, b: OwnedPort): boolean =>
  a.machineId === b.machineId || a.facts.hostId === b.facts.hostId;

type Domains = ReadonlyMap<string, OwnedPort[]>;

export const isDisputed = (ports: readonly OwnedPort[]): boolean =>
  ports.some(({ facts }) => facts.hostId !== ports[0]?.facts.hostId);

/** The port at the other end: one that names this one back, else one that names nobody. */
function findFarPort(near: OwnedPort, domains: Domains, used: ReadonlySet<OwnedPort>) {
  const ports = (near.peer === null ? undefined : domains.get(near.peer)) ?? [];
  if (isDisputed(ports)) return null;
  const others = ports.filter((far) => !isOneMac(near, far));
  const mutual = others.filter((far) => far.peer === near.domain);
  const fitting = mutual.length > 0 ? mutual : others.filter((far) => far.peer === null);
  const far = fitting.find((it) => !used.has(it));
  const twins = (domains.get(near.domain) ?? []).filter((it) => it.peer === near.peer);
  return far === undefined ? null : { far, isCertain: fitting.length === 1 && twins.length === 1 };
}

/**
 * Cables between machines: a port's peer id equals the id of another machine's port. A cable that one end sees is
 * enough, unless the other end names somebody else. Each cable comes once, in a stable order.
 */
export function joinThunderbolt(machines: readonly MachineWithFacts[]): Link[] {
  const ports = listPorts(machines);
  const domains: Domains = Map.groupBy(ports, ({ domain }) => domain);
  const used = new Set<OwnedPort>();
  const links: Link[] = [];
  for (const near of ports) {
    if (used.has(near) || isDisputed(domains.get(near.domain) ?? [])) continue;
    const found = findFarPort(near, domains, used);
    if (found === null) continue;
    used.add(near).add(found.far);
    links.push(toLink(near, found.far, found.isCertain));
  }
  return links.toSorted(compareLinks);
}
