import type { MachineFacts } from '../schemas/machine.ts';
import type { NetworkInterface } from '../schemas/network-facts.ts';

export type NetworkFacts = Pick<MachineFacts, 'addresses' | 'interfaces'>;

/** What macOS gives itself where nobody gave an address. */
export const isLinkLocal = (ipv4: string): boolean => ipv4.startsWith('169.254.');

/** IPv4 addresses on an interface. A report lists all of its host's, so one that isn't there has none. */
export function listIpv4(facts: NetworkFacts, name: string): string[] {
  const own = facts.interfaces?.find((each) => each.name === name)?.ipv4.map(({ address }) => address) ?? [];
  const also = facts.addresses.filter((each) => each.interface === name).map(({ ipv4 }) => ipv4);
  return [...new Set([...own, ...also])];
}

/** The bridge that is up and takes an interface in; `undefined` when the machine doesn't report its interfaces. */
export function findBridge(facts: NetworkFacts, name: string): NetworkInterface | null | undefined {
  if (!facts.interfaces) return undefined;
  return facts.interfaces.find((each) => each.up && each.members.includes(name)) ?? null;
}
