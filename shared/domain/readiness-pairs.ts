import { groupByPair, type Link, type LinkEnd, pairKey } from './link.ts';
import { findBridge, listIpv4 } from './port-network.ts';
import type { ReadinessMachine } from './readiness-check.ts';
import { portKey, toLinkEnd } from './topology.ts';

/** An end of the best cable of a pair, with its machine. */
export type PairEnd<M = ReadinessMachine> = {
  machine: M;
  port: string;
  end: LinkEnd;
  /** Its agent reports this port; else the cable was entered by hand. */
  isReported: boolean;
};

export type Pair = {
  a: ReadinessMachine;
  b: ReadinessMachine;
  label: string;
  /** From Mac to Mac, the one that is readiest. */
  best: Link | null;
  ends: PairEnd[];
  /** The dock, hub or display that stands between where no cable goes straight. */
  through: string | null;
  /** No cable is known, but one of them has not told its ports: there may be one. */
  isSilent: boolean;
};

const READIEST_FIRST: readonly (boolean | null)[] = [true, null, false];

/** One end of a cable, as far as its machine tells it. */
export function toPairEnd<M extends Pick<ReadinessMachine, 'machineId' | 'facts'>>(
  machine: M,
  link: Link,
): PairEnd<M> {
  const port = link.aMachineId === machine.machineId ? link.aPort : link.bPort;
  const { facts } = machine;
  const reported = facts?.thunderbolt?.find((it) => portKey(it) === port);
  if (facts && reported) return { machine, port, end: toLinkEnd(reported, facts), isReported: true };
  const name = /^en\d+$/.test(port) ? port : null;
  const end: LinkEnd = {
    interface: name,
    speedGbps: link.speedGbps,
    rdma: facts?.rdma ?? null,
    ipv4: facts && name !== null ? listIpv4(facts, name) : [],
    bridge: facts && name !== null ? (findBridge(facts, name)?.name ?? null) : null,
    through: link.through ?? null,
  };
  return { machine, port, end, isReported: false };
}

/** Could a cable be here that its reports don't join? One end has said nothing, and the other nothing against it. */
function mayBeCabled(
  one: ReadinessMachine,
  other: ReadinessMachine,
  isUsed: (machine: ReadinessMachine, port: string) => boolean,
): boolean {
  const ports = [one, other].map(({ facts }) => facts?.thunderbolt ?? null);
  if (ports.every((it) => it !== null)) return false;
  return [one, other].every(
    (machine, index) =>
      ports[index]?.some((port) => port.peerDomainUuid !== null && !isUsed(machine, portKey(port))) ?? true,
  );
}

/** Every two machines of the set with the cable that counts between them. */
export function listPairs(machines: readonly ReadinessMachine[], links: readonly Link[]): Pair[] {
  const used = new Set(
    links.flatMap((link) => [`${link.aMachineId} ${link.aPort}`, `${link.bMachineId} ${link.bPort}`]),
  );
  const isUsed = (machine: ReadinessMachine, port: string): boolean =>
    used.has(`${machine.machineId} ${port}`);
  const byPair = groupByPair(links);
  return machines.flatMap((a, index) =>
    machines.slice(index + 1).map((b) => {
      const all = byPair.get(pairKey(a.machineId, b.machineId)) ?? [];
      const straight = all
        .filter((link) => !link.through)
        .toSorted(
          (one, other) =>
            READIEST_FIRST.indexOf(one.rdma) - READIEST_FIRST.indexOf(other.rdma) ||
            (other.speedGbps ?? 0) - (one.speedGbps ?? 0),
        );
      const best = straight[0] ?? null;
      return {
        a,
        b,
        label: `${a.name} to ${b.name}`,
        best,
        ends: best === null ? [] : [toPairEnd(a, best), toPairEnd(b, best)],
        through: best === null ? (all[0]?.through ?? null) : null,
        isSilent: all.length === 0 && mayBeCabled(a, b, isUsed),
      };
    }),
  );
}
