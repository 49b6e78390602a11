import { compareNames, deviceOf, linkVerdict, type LinkVerdict } from '@/shared/domain/link.ts';
import { namePort } from '@/shared/domain/port-name.ts';
import { findBridge } from '@/shared/domain/port-network.ts';
import { type PairEnd, toPairEnd } from '@/shared/domain/readiness-pairs.ts';
import { portKey } from '@/shared/domain/topology.ts';
import type { Cable, CableEnd, CablePort } from '@/shared/schemas/cables.ts';
import type { CabledMachine } from './load-cabled-lab.ts';
import type { CabledLink } from './read-links.ts';

/** Whose word is of now. */
export const answers = ({ connection }: CabledMachine): boolean =>
  connection === 'online' || connection === 'suspect';

/** A cable with both its ends, in the order of their names, and why RDMA can or can't use it. */
export function toCable(link: CabledLink, one: CabledMachine, other: CabledMachine): Cable {
  const [a, b] = compareNames(one.name, other.name) <= 0 ? [one, other] : [other, one];
  const ends = [toPairEnd(a, link), toPairEnd(b, link)] as const;
  return {
    id: `${link.aMachineId}~${link.aPort}`,
    a: toEnd(ends[0], a),
    b: toEnd(ends[1], b),
    speedGbps: link.speedGbps,
    ...judge(link, ends, [a, b]),
    origin: link.origin,
    through: link.through ?? null,
    simulated: link.simulated || a.simulated || b.simulated,
  };
}

/** What a silent Mac last said is no proof of now. */
function judge(link: CabledLink, ends: readonly [PairEnd, PairEnd], machines: CabledMachine[]): LinkVerdict {
  const [a, b] = ends;
  const found = link.origin === 'entered' ? judgeEntered(link, ends) : linkVerdict(a.end, b.end);
  const silent = machines.find((it) => !answers(it));
  if (found.rdma === true && silent)
    return { rdma: null, reason: `${silent.name} is silent: this was so when it last reported.` };
  if (found.rdma === true && link.rdma === null)
    return { rdma: null, reason: 'Which of two like ports is at the other end can’t be told.' };
  return found;
}

/** No agent sees it: what was entered is told as that, unless a Mac says that its port can't. */
function judgeEntered({ rdma, simulated }: CabledLink, ends: readonly PairEnd[]): LinkVerdict {
  for (const { end, machine, isReported } of ends) {
    const own = linkVerdict(end, end);
    if (rdma !== true || simulated || !isReported || own.rdma !== false) continue;
    return { rdma: false, reason: `Entered by hand as ready, but ${machine.name} says: ${own.reason}` };
  }
  if (rdma === true) return { rdma, reason: 'Entered by hand as ready; no agent sees this cable.' };
  if (rdma === false) return { rdma, reason: 'Entered by hand as without RDMA.' };
  return { rdma, reason: 'Entered by hand; no agent sees this cable.' };
}

function toEnd({ port, end, isReported }: PairEnd, machine: CabledMachine): CableEnd {
  const { facts } = machine;
  const device = deviceOf(end);
  const bridge = facts === null || end.interface === null ? undefined : findBridge(facts, end.interface);
  return {
    machineId: machine.machineId,
    port,
    portName: namePort(port, machine),
    device: device?.name ?? null,
    deviceActive: device?.portActive ?? null,
    address: end.ipv4[0] ?? null,
    bridge: bridge === undefined ? 'unknown' : bridge === null ? 'off' : 'on',
    bridgeName: bridge?.name ?? null,
    isReported,
  };
}

/** The ports a machine reports, and those that cables name beside them. */
export function toPorts(machine: CabledMachine, usedKeys: ReadonlySet<string>): CablePort[] {
  const reported = machine.facts?.thunderbolt ?? [];
  const known = new Set(reported.map(portKey));
  const ports = [
    ...reported.map((port) => ({ key: portKey(port), label: port.receptacle, isUsed: port.connected })),
    ...[...usedKeys].filter((key) => !known.has(key)).map((key) => ({ key, label: key, isUsed: true })),
  ];
  return ports
    .map((port) => ({
      ...port,
      name: namePort(port.key, machine),
      isUsed: port.isUsed || usedKeys.has(port.key),
      isDoubtful: machine.model?.rdma.doubtfulInterfaces.includes(port.key) === true,
    }))
    .toSorted((a, b) => compareNames(a.label, b.label));
}
