import { BlockList, isIP } from 'node:net';

/**
 * Those whose `X-Forwarded-For` is believed: `10.0.0.5, 10.1.0.0/16, fd00::/8`. This machine is always one of them.
 * Throws in words for whoever wrote the setting.
 */
export function parseTrustedProxies(text: string): BlockList {
  const proxies = new BlockList();
  proxies.addSubnet('127.0.0.0', 8, 'ipv4');
  proxies.addAddress('::1', 'ipv6');
  for (const entry of text.split(',').map((it) => it.trim())) {
    if (entry === '') continue;
    const [address = '', bits, ...rest] = entry.split('/');
    const family = isIP(address);
    const most = family === 6 ? 128 : 32;
    const prefix = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : Infinity;
    if (family === 0 || rest.length > 0 || prefix > most) {
      throw new Error(
        `"${entry}" is not an address or a range of them. Write 10.0.0.5 or 10.1.0.0/16, with commas between.`,
      );
    }
    proxies.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4');
  }
  return proxies;
}
