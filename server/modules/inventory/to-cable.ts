import { cableId, type CabledLink, type UnseenLink } from '@/shared/domain/lab-cables.ts';
import { compareNames, deviceOf } from '@/shared/domain/link.ts';
import { namePort } from '@/shared/domain/port-name.ts';
import { findBridge } from '@/shared/domain/port-network.ts';
import { type PairEnd, toPairEnd } from '@/shared/domain/readiness-pairs.ts';
import { portKey, type Link } from '@/shared/domain/topology.ts';
import type { Cable, CableEnd, CablePort, UnseenCable } from '@/shared/schemas/cables.ts';
import type { CabledMachine } from './load-cabled-lab.ts';

/** A cable with both its ends, in the order of their names, and why RDMA can or can't use it. */
export function toCable(link: CabledLink, one: CabledMachine, other: CabledMachine): Omit<Cable, 'since'> {
  const [a, b] = inOrder(one, other);
  return {
    id: cableId(link),
    ...toEnds(link, a, b),
    speedGbps: link.speedGbps,
    ...link.now,
    origin: link.origin,
    entered: link.entered,
    through: link.through ?? null,
    simulated: link.simulated || a.simulated || b.simulated,
  };
}

/** One that was entered, and that an agent contradicts. */
export function toUnseen(link: UnseenLink, one: CabledMachine, other: CabledMachine): UnseenCable {
  const [a, b] = inOrder(one, other);
  const { id, speedGbps, rdma, why, simulated } = link;
  return { id, ...toEnds(link, a, b), speedGbps, rdma, why, simulated };
}

const inOrder = (one: CabledMachine, other: CabledMachine): [CabledMachine, CabledMachine] =>
  compareNames(one.name, other.name) <= 0 ? [one, other] : [other, one];

const toEnds = (link: Link, a: CabledMachine, b: CabledMachine): Record<'a' | 'b', CableEnd> => ({
  a: toEnd(toPairEnd(a, link), a),
  b: toEnd(toPairEnd(b, link), b),
});

function toEnd({ port, end, isReported }: PairEnd<CabledMachine>, machine: CabledMachine): CableEnd {
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
