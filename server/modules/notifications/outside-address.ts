import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import type { ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';

/*
 * Where a webhook may lead: out of the lab only, unless whoever runs the portal names the host. Somebody's address must
 * not become a way to what only the portal's machine can reach.
 */
const INSIDE = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  INSIDE.addSubnet(net, bits, 'ipv4');
/** Of IPv6 only what is given to the public, and of that nothing that stands for an IPv4 address or for examples. */
const PUBLIC = new BlockList();
PUBLIC.addSubnet('2000::', 3, 'ipv6');
const NOT_PUBLIC = new BlockList();
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  NOT_PUBLIC.addSubnet(net, bits, 'ipv6');

export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !INSIDE.check(address, 'ipv4');
  return isIP(address) === 6 && PUBLIC.check(address, 'ipv6') && !NOT_PUBLIC.check(address, 'ipv6');
}

export type Pinned = { address: string; family: 4 | 6 };

/** The host as a URL has it: IPv6 without its brackets. */
export const hostOf = (url: URL): string => url.hostname.replaceAll(/^\[|\]$/g, '').toLowerCase();

/** Throws what is wrong with it, for the person who wrote it. */
export function checkUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw new ServiceError('VALIDATION', 'Write the whole address, as https://example.org/hook.');
  if (url.username !== '' || url.password !== '')
    throw new ServiceError(
      'VALIDATION',
      'An address with a name and a password in it is not kept. Leave them out.',
    );
  return url;
}

/**
 * The address to connect to, and no other: asked once, so that a name cannot lead elsewhere a moment later. Throws
 * `VALIDATION` where one of its addresses is inside.
 */
export async function pinAddress({ outbound }: Pick<ServiceContext, 'outbound'>, url: URL): Promise<Pinned> {
  const host = hostOf(url);
  const found = await lookup(host, { all: true, verbatim: true });
  const isAllowed = outbound.allowPrivateHosts.includes(host);
  if (!isAllowed && !found.every((it) => isPublicAddress(it.address)))
    throw new ServiceError(
      'VALIDATION',
      `${host} is a private address, where the portal sends nothing. Who runs the portal can allow it: ESPALIER_WEBHOOK_ALLOW_PRIVATE=${host}`,
    );
  const [first] = found;
  if (!first) throw new Error(`${host} has no address.`);
  return { address: first.address, family: first.family === 6 ? 6 : 4 };
}
