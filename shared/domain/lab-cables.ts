import type { MachineFacts } from '../schemas/machine.ts';
import { type Link, linkVerdict, type LinkVerdict } from './link.ts';
import { namePort, type NamedMachine } from './port-name.ts';
import { toPairEnd, type PairEnd } from './readiness-pairs.ts';
import { joinThunderbolt, portKey } from './topology.ts';

/** A machine with what its agent last said of its ports. */
export type CableOwner = {
  machineId: string;
  name: string;
  /** Whether its agent's word is of now. */
  answers: boolean;
  facts: MachineFacts | null;
  model?: NamedMachine['model'];
};

export type EnteredLink = Omit<Link, 'through'> & { id: string };

/** A cable that an agent sees, or one that only a person has told of. */
export type CabledLink = Link & {
  origin: 'seen' | 'entered';
  /** What a person entered at these ports. */
  entered: Pick<EnteredLink, 'id' | 'speedGbps' | 'rdma'> | null;
  /** Whether RDMA can use it now, as far as it is known now, and why. */
  now: LinkVerdict;
};

/** Entered by hand, and an agent that answers says otherwise: told, and counted nowhere. */
export type UnseenLink = Link & { id: string; why: string };

export type LabCables = { links: CabledLink[]; unseen: UnseenLink[] };

type Owners = ReadonlyMap<string, CableOwner>;

/** Ports were named by their number before the agent told their interfaces. */
export function reportedPort(owner: Pick<CableOwner, 'facts'> | undefined, port: string): string {
  const ports = owner?.facts?.thunderbolt ?? [];
  if (ports.some((it) => portKey(it) === port)) return port;
  const found = ports.find(({ receptacle }) => port === `Thunderbolt ${receptacle}`);
  return found ? portKey(found) : port;
}

export type CableEnds = Pick<Link, 'aMachineId' | 'aPort' | 'bMachineId' | 'bPort'>;

/** Where a cable goes that is in this port of the machine; `null` when it is not in it. */
export function farEnd(
  owner: Pick<CableOwner, 'machineId' | 'facts'>,
  port: string,
  { aMachineId, aPort, bMachineId, bPort }: CableEnds,
): { machineId: string; port: string } | null {
  const isHere = (machineId: string, own: string): boolean =>
    machineId === owner.machineId && reportedPort(owner, own) === port;
  if (isHere(aMachineId, aPort)) return { machineId: bMachineId, port: bPort };
  return isHere(bMachineId, bPort) ? { machineId: aMachineId, port: aPort } : null;
}

/** As screens and addresses call it: a port holds one cable. */
export const cableId = ({ aMachineId, aPort }: CableEnds): string => `${aMachineId}~${aPort}`;

/** By its ends, whichever comes first. */
export function cableKey(ends: CableEnds): string {
  const [a, b] = [`${ends.aMachineId} ${ends.aPort}`, `${ends.bMachineId} ${ends.bPort}`];
  return a < b ? `${a} ~ ${b}` : `${b} ~ ${a}`;
}

const endsOf = (link: Link): string[] => [
  `${link.aMachineId} ${link.aPort}`,
  `${link.bMachineId} ${link.bPort}`,
];

/** Why an entered cable can't be so now; `null` where nobody who answers says otherwise. */
function contradiction(link: Link, owners: Owners, seen: ReadonlyMap<string, Link>): string | null {
  const ends = [
    { own: owners.get(link.aMachineId), port: link.aPort, other: owners.get(link.bMachineId) },
    { own: owners.get(link.bMachineId), port: link.bPort, other: owners.get(link.aMachineId) },
  ];
  for (const { own, port } of ends) {
    const there = seen.get(`${own?.machineId} ${port}`);
    if (!own || !there) continue;
    const farId = there.aMachineId === own.machineId ? there.bMachineId : there.aMachineId;
    return `${own.name}’s agent sees a cable to ${owners.get(farId)?.name ?? 'another Mac'} at ${namePort(port, toNamed(own))}.`;
  }
  // A port is idle too while the Mac at the other end is off.
  if (link.simulated || ends.some(({ own }) => !own?.answers)) return null;
  for (const { own, port, other } of ends) {
    const reported = own?.facts?.thunderbolt?.find((it) => portKey(it) === port);
    if (!own || !reported || reported.peerDomainUuid !== null) continue;
    const where = namePort(port, toNamed(own));
    if (!reported.connected) return `${own.name}’s agent sees nothing at ${where}.`;
    return `${own.name}’s agent sees ${reported.through ?? 'another device'} at ${where}, and not ${other?.name ?? 'the other Mac'}.`;
  }
  return null;
}

const toNamed = ({ facts, model = null }: CableOwner): NamedMachine => ({ facts, model });

/**
 * The lab's cables as they are known now, by one rule for every screen: what agents see comes first, what people
 * entered stands only where no agent says otherwise, and a silent Mac's last word proves nothing.
 */
export function labCables(machines: readonly CableOwner[], entered: readonly EnteredLink[]): LabCables {
  const owners: Owners = new Map(machines.map((it) => [it.machineId, it]));
  const seen = joinThunderbolt(machines);
  const seenAt = new Map(seen.flatMap((link) => endsOf(link).map((end) => [end, link] as const)));
  const resolved = entered
    .filter(({ aMachineId, bMachineId }) => owners.has(aMachineId) && owners.has(bMachineId))
    .map((link) => ({
      ...link,
      aPort: reportedPort(owners.get(link.aMachineId), link.aPort),
      bPort: reportedPort(owners.get(link.bMachineId), link.bPort),
    }));
  const enteredOf = new Map(
    resolved.map((link) => {
      const { id, speedGbps, rdma } = link;
      return [cableKey(link), { id, speedGbps, rdma }] as const;
    }),
  );
  const seenKeys = new Set(seen.map(cableKey));
  const rest = resolved
    .filter((link) => !seenKeys.has(cableKey(link)))
    .map((link) => ({ link, why: contradiction(link, owners, seenAt) }));
  const toCabled = (link: Link, origin: CabledLink['origin']): CabledLink => ({
    ...link,
    origin,
    entered: enteredOf.get(cableKey(link)) ?? null,
    now: judgeNow(link, origin, owners),
  });
  return {
    links: [
      ...seen.map((link) => toCabled(link, 'seen')),
      ...rest.flatMap(({ link: { id: _id, ...link }, why }) =>
        why === null ? [toCabled(link, 'entered')] : [],
      ),
    ],
    unseen: rest.flatMap(({ link, why }) => (why === null ? [] : [{ ...link, why }])),
  };
}

/** The same cables with their verdict of now: what islands and plans go by. */
export const linksNow = ({ links }: Pick<LabCables, 'links'>): Link[] =>
  links.map(({ origin: _origin, entered: _entered, now, ...link }) => ({ ...link, rdma: now.rdma }));

function judgeNow(link: Link, origin: CabledLink['origin'], owners: Owners): LinkVerdict {
  const machines = [owners.get(link.aMachineId), owners.get(link.bMachineId)].filter(
    (it) => it !== undefined,
  );
  const ends = machines.map((it) => toPairEnd(it, link));
  const [a, b] = ends;
  if (!a || !b) return { rdma: null, reason: 'One of its ends is not known.' };
  const found = origin === 'entered' ? judgeEntered(link, ends) : linkVerdict(a.end, b.end);
  const silent = machines.filter(({ answers }) => !answers).toSorted((x, y) => (x.name < y.name ? -1 : 1))[0];
  if (found.rdma === true && silent)
    return { rdma: null, reason: `${silent.name} is silent: this was so when it last reported.` };
  if (found.rdma === true && link.rdma === null)
    return { rdma: null, reason: 'Which of two like ports is at the other end can’t be told.' };
  return found;
}

/** No agent sees it: what was entered is told as that, unless a Mac says that its port can't. */
function judgeEntered({ rdma, simulated }: Link, ends: readonly PairEnd<CableOwner>[]): LinkVerdict {
  for (const { end, machine, isReported } of ends) {
    const own = linkVerdict(end, end);
    if (rdma !== true || simulated || !isReported || own.rdma !== false) continue;
    return { rdma: false, reason: `Entered by hand as ready, but ${machine.name} says: ${own.reason}` };
  }
  if (rdma === true) return { rdma, reason: 'Entered by hand as ready; no agent sees this cable.' };
  if (rdma === false) return { rdma, reason: 'Entered by hand as without RDMA.' };
  return { rdma, reason: 'Entered by hand; no agent sees this cable.' };
}
