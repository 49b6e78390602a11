import type { MachineFacts } from '../schemas/machine.ts';

type RdmaFacts = NonNullable<MachineFacts['rdma']>;
type RdmaDevice = NonNullable<RdmaFacts['devices']>[number];

/** A cable between two machines. A port is its interface (`en3`) or, where that is unknown, `Thunderbolt 2`. */
export type Link = {
  aMachineId: string;
  aPort: string;
  bMachineId: string;
  bPort: string;
  /** The slower of the two ends; `null` when neither end says. */
  speedGbps: number | null;
  /** Whether RDMA can use the cable now; `null` is "could not find out" and never a pass. */
  rdma: boolean | null;
  simulated: boolean;
  /** The dock, hub or display it goes through; `null` and absent for a cable from Mac to Mac. */
  through?: string | null;
};

/** One end of a cable as its own machine sees it. */
export type LinkEnd = {
  interface: string | null;
  speedGbps: number | null;
  rdma: RdmaFacts | null;
  /** IPv4 addresses on the interface. */
  ipv4: readonly string[];
  /** The bridge that is up and takes the interface in, where there is one. */
  bridge: string | null;
  through: string | null;
};
export type LinkVerdict = { rdma: boolean | null; reason: string };

/** Thunderbolt 5 negotiates 80 Gb/s each way; Thunderbolt 4 ports list RDMA devices too and can't use them. */
export const THUNDERBOLT_5_GBPS = 80;

const no = (reason: string): LinkVerdict => ({ rdma: false, reason });
const unknown = (reason: string): LinkVerdict => ({ rdma: null, reason });

/** The RDMA device of a port; `null` where none is told. */
export const deviceOf = ({ interface: name, rdma }: LinkEnd): RdmaDevice | null =>
  rdma?.devices?.find((it) => name !== null && it.name === `rdma_${name}`) ?? null;

/** Why the port as such can't carry RDMA; `null` when nothing speaks against it. */
function findObstacle(end: LinkEnd): string | null {
  const device = deviceOf(end);
  if (end.through !== null)
    return `It goes through ${end.through}; RDMA needs a cable straight from Mac to Mac.`;
  if (end.speedGbps !== null && end.speedGbps < THUNDERBOLT_5_GBPS)
    return `The cable runs at ${end.speedGbps} Gb/s; RDMA needs Thunderbolt 5 (80 Gb/s).`;
  if (end.rdma?.enabled === false)
    return 'RDMA is off on one end. It is turned on in Recovery with rdma_ctl enable.';
  if (end.interface !== null && end.rdma?.devices && device === null)
    return `One end has no RDMA device rdma_${end.interface}.`;
  if (device?.portActive === false) return `The RDMA port ${device.name} is down.`;
  return null;
}

/** JACCL reaches a port by the IPv4 address of its interface: the `fe80::` one it always has is refused. */
export function addressVerdict(end: LinkEnd, hasIpv4Gid: boolean | null): LinkVerdict | null {
  if (end.interface === null || hasIpv4Gid === true) return null;
  if (end.ipv4.length === 0) {
    const why = end.bridge === null ? '' : ` and stands in ${end.bridge}`;
    return no(
      `${end.interface} has no IPv4 address${why}. RDMA needs one at each end: ` +
        `sudo ifconfig ${end.interface} inet 192.168.0.1 netmask 255.255.255.252, and 192.168.0.2 at the other.`,
    );
  }
  if (hasIpv4Gid === null) return null;
  return unknown(`${end.interface} has ${end.ipv4[0]}, but its RDMA device doesn't list that address yet.`);
}

function endVerdict(end: LinkEnd): LinkVerdict {
  const obstacle = findObstacle(end);
  if (obstacle !== null) return no(obstacle);
  const device = deviceOf(end);
  const address = addressVerdict(end, device?.hasIpv4Gid ?? null);
  if (address !== null) return address;
  const isProven = end.speedGbps !== null && end.rdma?.enabled === true && device?.portActive === true;
  if (isProven) return { rdma: true, reason: 'RDMA ready.' };
  return unknown('One end did not say its link speed, RDMA switch or port state.');
}

/** Three-valued: no when an end rules RDMA out, unknown when an end is silent, yes only when both ends prove it. */
export function linkVerdict(a: LinkEnd, b: LinkEnd): LinkVerdict {
  const ends = [endVerdict(a), endVerdict(b)];
  return (
    ends.find((end) => end.rdma === false) ??
    ends.find((end) => end.rdma === null) ?? { rdma: true, reason: 'RDMA ready.' }
  );
}

/** Whether a machine's own RDMA switch is on and it lists devices; `null` when it could not find out. */
export function isRdmaReady(facts: Pick<MachineFacts, 'rdma'> | null): boolean | null {
  const rdma = facts?.rdma ?? null;
  if (rdma === null) return null;
  if (rdma.enabled === false || rdma.devices?.length === 0) return false;
  return rdma.enabled === true && rdma.devices !== null ? true : null;
}

/** Names and ports as people count them: `en4` before `en10`. */
export const { compare: compareNames } = new Intl.Collator('en', { numeric: true });

/** By machines, then by port number. */
export const compareLinks = (a: Link, b: Link): number =>
  compareNames(a.aMachineId, b.aMachineId) ||
  compareNames(a.bMachineId, b.bMachineId) ||
  compareNames(a.aPort, b.aPort);

/** Two machines, whichever comes first. */
export const pairKey = (one: string, other: string): string =>
  one < other ? `${one} ${other}` : `${other} ${one}`;

/** Cables by the two machines they connect. */
export const groupByPair = (links: readonly Link[]): Map<string, Link[]> =>
  Map.groupBy(links, ({ aMachineId, bMachineId }) => pairKey(aMachineId, bMachineId));

/** Whether RDMA can use one of a pair's cables; no when all are ruled out or there is none, else unknown. */
export function pairRdma(cables: readonly Link[]): boolean | null {
  if (cables.some(({ rdma }) => rdma === true)) return true;
  return cables.every(({ rdma }) => rdma === false) ? false : null;
}
