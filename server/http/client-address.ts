import type { IncomingMessage } from 'node:http';

const isLoopback = (address: string) => address === '::1' || /^(::ffff:)?127\./.test(address);

/**
 * Whose connection this is. `X-Forwarded-For` is believed from a proxy on this machine only, and of it the last
 * entry, the one that proxy wrote itself.
 */
export function clientAddress(req: IncomingMessage): string {
  const address = req.socket.remoteAddress ?? 'unknown';
  const forwarded = req.headers['x-forwarded-for'];
  if (!isLoopback(address) || forwarded === undefined) return address;
  const list = Array.isArray(forwarded) ? forwarded.join(',') : forwarded;
  return list.split(',').at(-1)?.trim() || address;
}
