import { networkInterfaces } from 'node:os';
import type { WakeAddress } from '@/shared/schemas/power.ts';

const NO_MAC = '00:00:00:00:00:00';
/** Nobody gave it an address: a cable between two Macs, or a network without one. */
const LINK_LOCAL = '169.254.';

/** Thunderbolt cables between Macs, bridged: nothing says that a packet wakes a Mac over one. */
const BRIDGE = /^bridge\d/;

/**
 * Where a packet can reach this host: its IPv4 addresses with their network and hardware address, in a stable order.
 * `cables` are interfaces of Thunderbolt ports, which are left out.
 */
export const listWakeAddresses = (
  cables: ReadonlySet<string> = new Set(),
  interfaces = networkInterfaces(),
): WakeAddress[] =>
  Object.entries(interfaces)
    .filter(([name]) => !cables.has(name) && !BRIDGE.test(name))
    .flatMap(([name, entries]) =>
      (entries ?? [])
        .filter((it) => it.family === 'IPv4' && !it.internal && it.mac !== NO_MAC)
        .filter((it) => !it.address.startsWith(LINK_LOCAL) && it.cidr !== null)
        .map((it) => ({
          interface: name,
          mac: it.mac.toLowerCase(),
          ipv4: it.address,
          prefixLength: Number(it.cidr!.split('/')[1]),
        })),
    )
    .toSorted((a, b) => a.interface.localeCompare(b.interface, 'en', { numeric: true }));
