import type { MachineFacts, ThunderboltPort } from '../schemas/machine.ts';
import { compareLinks, linkVerdict, type Link, type LinkEnd } from './link.ts';

export { findIslands, type IslandMachine } from './islands.ts';
export { isRdmaReady, type Link, type LinkEnd, type LinkVerdict } from './link.ts';

export type MachineWithFacts = {
  machineId: string;
  facts: Pick<MachineFacts, 'thunderbolt' | 'rdma' | 'simulated'> | null;
};

type OwnedPort = { machineId: string; port: ThunderboltPort; facts: NonNullable<MachineWithFacts['facts']> };

function toEnd({ port, facts }: OwnedPort): LinkEnd {
  // An idle port names what it could do, not what a cable runs at.
  return { interface: port.interface, speedGbps: port.connected ? port.speedGbps : null, rdma: facts.rdma };
}

function toLink(one: OwnedPort, other: OwnedPort): Link {
  const [a, b] = one.machineId < other.machineId ? [one, other] : [other, one];
  const portName = ({ port }: OwnedPort): string => port.interface ?? `Thunderbolt ${port.receptacle}`;
  const speeds = [toEnd(a).speedGbps, toEnd(b).speedGbps].filter((speed) => speed !== null);
  return {
    aMachineId: a.machineId,
    aPort: portName(a),
    bMachineId: b.machineId,
    bPort: portName(b),
    speedGbps: speeds.length === 0 ? null : Math.min(...speeds),
    rdma: linkVerdict(toEnd(a), toEnd(b)).rdma,
    simulated: a.facts.simulated || b.facts.simulated,
  };
}

/**
 * Cables between machines: a port's peer id equals the id of another machine's port. A cable that one end sees is
 * enough, unless the other end names somebody else. Each cable comes once, in a stable order.
 */
export function joinThunderbolt(machines: readonly MachineWithFacts[]): Link[] {
  const owners = new Map<string, OwnedPort>();
  for (const { machineId, facts } of machines.toSorted((a, b) => (a.machineId < b.machineId ? -1 : 1))) {
    for (const port of facts?.thunderbolt ?? []) {
      // Two agents on one host report the same port: the first stands for both.
      if (facts && !owners.has(port.domainUuid)) owners.set(port.domainUuid, { machineId, port, facts });
    }
  }
  const links = new Map<string, Link>();
  for (const near of owners.values()) {
    const far = near.port.peerDomainUuid === null ? undefined : owners.get(near.port.peerDomainUuid);
    if (far === undefined || far.machineId === near.machineId) continue;
    if (far.port.peerDomainUuid !== null && far.port.peerDomainUuid !== near.port.domainUuid) continue;
    const cable = [near.port.domainUuid, far.port.domainUuid].toSorted().join(' ');
    if (!links.has(cable)) links.set(cable, toLink(near, far));
  }
  return [...links.values()].toSorted(compareLinks);
}
