import type { MachineFacts } from '../schemas/machine.ts';
import { planAddresses } from './cable-addresses.ts';
import type { Link } from './link.ts';
import { isLinkLocal } from './port-network.ts';

export type CopyEnd = {
  machineId: string;
  facts: Pick<MachineFacts, 'hostId' | 'addresses' | 'interfaces'> | null;
};

/** Where the one that gets a model reaches the one that gives it. */
export type CopyPath = {
  /** Numeric IPv4 of the giver, on which it listens. */
  address: string;
  via: 'host' | 'cable' | 'network';
  /** Of the cable, where it says. */
  gbps: number | null;
  /** The giver's port. */
  port: string | null;
};

const USUAL_PREFIX = 24;

/**
 * The fastest way between two machines: over one host's loopback, the fastest cable whose ends have addresses that
 * reach each other, else the network. Null when the giver tells no address.
 */
export function findCopyPath(giver: CopyEnd, receiver: CopyEnd, links: readonly Link[]): CopyPath | null {
  if (!giver.facts || !receiver.facts) return null;
  if (giver.facts.hostId === receiver.facts.hostId)
    return { address: '127.0.0.1', via: 'host', gbps: null, port: null };
  const between = links.filter(
    ({ aMachineId: a, bMachineId: b }) =>
      (a === giver.machineId && b === receiver.machineId) ||
      (b === giver.machineId && a === receiver.machineId),
  );
  const [cable] = planAddresses([giver, receiver], between)
    .filter(({ isSet }) => isSet)
    .toSorted((a, b) => (b.link.speedGbps ?? 0) - (a.link.speedGbps ?? 0));
  if (cable) {
    const isA = cable.link.aMachineId === giver.machineId;
    return {
      address: isA ? cable.a : cable.b,
      via: 'cable',
      gbps: cable.link.speedGbps,
      port: isA ? cable.link.aPort : cable.link.bPort,
    };
  }
  const address = networkAddress(giver.facts, receiver.facts);
  return address === null ? null : { address, via: 'network', gbps: null, port: null };
}

type Facts = NonNullable<CopyEnd['facts']>;

/** The giver's address in a network that both are in, else its first that is more than link-local. */
function networkAddress(giver: Facts, receiver: Facts): string | null {
  const ours = addressesOf(giver);
  const theirs = addressesOf(receiver);
  const shared = ours.find((it) => theirs.some((other) => isOneNetwork(it, other)));
  return (shared ?? ours[0])?.address ?? null;
}

type Address = { address: string; prefixLength: number };

function addressesOf({ addresses, interfaces }: Facts): Address[] {
  const lengths = new Map(
    interfaces?.flatMap(({ ipv4 }) => ipv4).map((it) => [it.address, it.prefixLength]) ?? [],
  );
  return addresses
    .filter(({ ipv4 }) => !isLinkLocal(ipv4) && !ipv4.startsWith('127.'))
    .map(({ ipv4 }) => ({ address: ipv4, prefixLength: lengths.get(ipv4) ?? USUAL_PREFIX }));
}

const toNumber = (address: string): number =>
  address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

function isOneNetwork(a: Address, b: Address): boolean {
  if (a.address === b.address) return false;
  const size = 2 ** (32 - Math.max(a.prefixLength, b.prefixLength));
  return Math.floor(toNumber(a.address) / size) === Math.floor(toNumber(b.address) / size);
}

/** In words for people, as in "over a Thunderbolt cable, 80 Gb/s". */
export function wayInWords({ via, gbps }: Pick<CopyPath, 'via' | 'gbps'>): string {
  if (via === 'host') return 'within one computer';
  if (via === 'network') return 'over the network';
  return gbps === null ? 'over a Thunderbolt cable' : `over a Thunderbolt cable, ${gbps} Gb/s`;
}
