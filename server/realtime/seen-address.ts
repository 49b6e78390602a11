import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

/**
 * The address of the other side as this portal sees it. Whoever is on the portal's own computer has one address,
 * whether it came by the loopback or by one of the computer's own: the first that others know the computer by.
 */
export function seenAddress(
  address: string,
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  const own = Object.values(interfaces).flatMap((it) => it ?? []);
  const isOwn = plain === '::1' || plain.startsWith('127.') || own.some((it) => it.address === plain);
  if (!isOwn) return plain;
  return own.find((it) => !it.internal && it.family === 'IPv4')?.address ?? '127.0.0.1';
}
