import { isIPv4 } from 'node:net';
import type { NetworkInterface } from '@/shared/schemas/network-facts.ts';

const MOST_INTERFACES = 128;
const MOST_ADDRESSES = 16;
const MOST_MEMBERS = 64;

/** `0xfffffffc` is 30. */
const prefixOf = (netmask: string): number => Math.clz32(~Number.parseInt(netmask, 16));

function addressesOf(block: string): NetworkInterface['ipv4'] {
  return [...block.matchAll(/^\s+inet (\S+)(?: --> \S+)? netmask 0x([\da-f]{8})(?!\S)/gim)]
    .map((match) => ({ address: match[1] ?? '', prefixLength: prefixOf(match[2] ?? '') }))
    .filter(({ address }) => isIPv4(address))
    .slice(0, MOST_ADDRESSES);
}

function parseBlock(block: string): NetworkInterface[] {
  const head = /^((?:en|bridge)\d{1,5}): flags=[\da-f]+<([^>\n]*)>/i.exec(block);
  const name = head?.[1];
  if (name === undefined) return [];
  const status = /^\s+status: (active|inactive|no carrier)$/m.exec(block)?.[1];
  return [
    {
      name,
      up: (head?.[2] ?? '').split(',').includes('UP'),
      active: status === undefined ? null : status === 'active',
      ipv4: addressesOf(block),
      hasIpv6LinkLocal: /^\s+inet6 fe80:/im.test(block),
      members: [...block.matchAll(/^\s+member: ([a-z]{1,16}\d{1,5}) flags=/gm)]
        .flatMap((match) => match[1] ?? [])
        .slice(0, MOST_MEMBERS),
    },
  ];
}

/** Ethernet-like interfaces and bridges from `ifconfig -a`, hardware addresses left out; `null` when it names none. */
export function parseIfconfig(text: string): NetworkInterface[] | null {
  const interfaces = text.split(/\n(?=\S)/).flatMap(parseBlock);
  return interfaces.length === 0 ? null : interfaces.slice(0, MOST_INTERFACES);
}
