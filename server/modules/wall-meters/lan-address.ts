import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { NEVER_IPV4, NEVER_IPV6 } from '@/shared/data/never-addresses.ts';
import type { ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { hostOf, type Pinned } from '../notifications/index.ts';

/*
 * A plug stands in the lab's own net, so private addresses are where it is. What no plug has is refused: this very
 * machine, link-local addresses (where clouds keep their metadata), groups and what stands for another address.
 */
const NO_PLUG = new BlockList();
/** Of its own: Node takes an IPv4 address for one of IPv6 too. */
const NO_PLUG_6 = new BlockList();
for (const [net, bits] of NEVER_IPV4) NO_PLUG.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of NEVER_IPV6) NO_PLUG_6.addSubnet(net, bits, 'ipv6');

export function isPlugAddress(address: string): boolean {
  if (isIP(address) === 4) return !NO_PLUG.check(address, 'ipv4');
  return isIP(address) === 6 && !NO_PLUG_6.check(address, 'ipv6');
}

/** The scheme, host and port that somebody wrote; a path of its own is none of theirs. */
export function plugOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.hostname === '')
    throw new ServiceError('VALIDATION', 'Write the plug’s address as http://192.168.1.40.');
  if (url.username !== '' || url.password !== '')
    throw new ServiceError(
      'VALIDATION',
      'A name and a password in the address are not kept. Leave them out.',
    );
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw new ServiceError('VALIDATION', `Write the address without a path: ${url.origin}`);
  if (isIP(hostOf(url)) !== 0 && isThisMachine(hostOf(url)))
    throw new ServiceError('VALIDATION', 'No plug has this address. Write the one it has in the lab’s net.');
  return url.origin;
}
const isThisMachine = (address: string): boolean =>
  address.startsWith('169.254.') || address.startsWith('fe80:') || address.startsWith('224.');

/** The one address to connect to, looked up once, so that a name can't lead elsewhere a moment later. */
export async function pinPlug({ outbound }: Pick<ServiceContext, 'outbound'>, url: URL): Promise<Pinned> {
  const host = hostOf(url);
  const found = await lookup(host, { all: true, verbatim: true });
  const isAllowed = outbound.allowPrivateHosts.includes(host);
  const [first] = found;
  if (!first || (!isAllowed && !found.every((it) => isPlugAddress(it.address))))
    throw new ServiceError('VALIDATION', 'its address is none that a plug can have');
  return { address: first.address, family: first.family === 6 ? 6 : 4 };
}
