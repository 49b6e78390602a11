import type { MachineFacts } from '../schemas/machine.ts';
import { compareLinks, type Link } from './link.ts';
import { isLinkLocal, listIpv4 } from './port-network.ts';

export type AddressedMachine = {
  machineId: string;
  facts: Pick<MachineFacts, 'addresses' | 'interfaces'> | null;
};

/** A cable with the address of each end: what they have already, or a network of its own that is free. */
export type CableAddresses = { link: Link; a: string; b: string; isSet: boolean };

type Network = { first: number; last: number };

const NETMASK_30_SIZE = 4;
const FIRST = toNumber('192.168.0.0');
const LAST = toNumber('192.168.255.255');
/** Where a machine doesn't say how long its prefix is. */
const USUAL_PREFIX = 24;

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

const toAddress = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');

function networkOf(address: string, prefixLength: number): Network {
  const size = 2 ** (32 - prefixLength);
  const first = Math.floor(toNumber(address) / size) * size;
  return { first, last: first + size - 1 };
}

/** Networks the machines are in by any of their interfaces. */
function listNetworks(machines: readonly AddressedMachine[]): Network[] {
  return machines.flatMap(({ facts }) => {
    const known = facts?.interfaces?.flatMap(({ ipv4 }) => ipv4) ?? [];
    const lengths = new Map(known.map((it) => [it.address, it.prefixLength]));
    const addresses = new Set([...lengths.keys(), ...(facts?.addresses ?? []).map(({ ipv4 }) => ipv4)]);
    return [...addresses].map((it) => networkOf(it, lengths.get(it) ?? USUAL_PREFIX));
  });
}

/** Two ends that can reach each other as they are: in one /30, or each with what macOS gives by itself. */
function findSet(aAddresses: readonly string[], bAddresses: readonly string[]): [string, string] | null {
  for (const a of aAddresses) {
    const { first } = networkOf(a, 30);
    const b = bAddresses.find((it) =>
      isLinkLocal(a) ? isLinkLocal(it) : it !== a && networkOf(it, 30).first === first,
    );
    if (b !== undefined) return [a, b];
  }
  return null;
}

/**
 * An address for each end of each cable that names both interfaces, one /30 a cable as MLX does it. Cables whose
 * ends are set up stay as they are; networks that one of the machines is in already are left out.
 */
export function planAddresses(
  machines: readonly AddressedMachine[],
  links: readonly Link[],
): CableAddresses[] {
  const factsOf = new Map(machines.map((it) => [it.machineId, it.facts]));
  const taken = listNetworks(machines);
  let next = FIRST;
  const findFree = (): number | null => {
    for (; next < LAST; next += NETMASK_30_SIZE) {
      const last = next + NETMASK_30_SIZE - 1;
      if (!taken.some((it) => it.first <= last && it.last >= next)) break;
    }
    const free = next;
    next += NETMASK_30_SIZE;
    return free < LAST ? free : null;
  };
  const addressesOf = (machineId: string, port: string): string[] => {
    const facts = factsOf.get(machineId) ?? null;
    return facts === null ? [] : listIpv4(facts, port);
  };
  return links
    .filter((link) => factsOf.has(link.aMachineId) && factsOf.has(link.bMachineId))
    .filter((link) => [link.aPort, link.bPort].every((port) => /^en\d+$/.test(port)))
    .toSorted(compareLinks)
    .flatMap((link): CableAddresses[] => {
      const set = findSet(addressesOf(link.aMachineId, link.aPort), addressesOf(link.bMachineId, link.bPort));
      if (set !== null) return [{ link, a: set[0], b: set[1], isSet: true }];
      const free = findFree();
      return free === null ? [] : [{ link, a: toAddress(free + 1), b: toAddress(free + 2), isSet: false }];
    });
}
