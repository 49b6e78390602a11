import type { IncomingMessage } from 'node:http';
import { type BlockList, isIP } from 'node:net';

const isTrusted = (proxies: BlockList, address: string) =>
  proxies.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** As one writes it: no zone, no port, an IPv4 address in IPv6's clothes as itself. Null: not an address. */
function plainAddress(text: string): string | null {
  const [, bracketed] = /^\[([^\]]*)\](?::\d+)?$/.exec(text) ?? [];
  const address = (bracketed ?? text).replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  if (isIP(address)) return address;
  const [, withPort = ''] = /^(.*):\d+$/.exec(address) ?? [];
  return isIP(withPort) === 4 ? withPort : null;
}

/**
 * Whose connection this is. `X-Forwarded-For` is read from its end, where the nearest proxy writes whom it speaks
 * for, and only as far as the proxies that are trusted go: what stands before was written by anybody.
 */
export function clientAddress(
  { socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>,
  trustedProxies: BlockList,
): string {
  const direct = plainAddress(socket.remoteAddress ?? '');
  if (direct === null) return 'unknown';
  const hops = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  let address = direct;
  while (isTrusted(trustedProxies, address)) {
    const before = plainAddress(hops.pop()?.trim() ?? '');
    if (before === null) break;
    address = before;
  }
  return address;
}

/**
 * What limits count as one place: a whole /64 of IPv6, for every house has one to choose addresses from. Written as
 * better-auth writes it with a sign-in.
 */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const left = head ? head.split(':') : [];
  const right = tail ? tail.split(':') : [];
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return [...groups.slice(0, 4), '0', '0', '0', '0'].map((it) => it.padStart(4, '0')).join(':');
}
