import { expect, test } from 'vitest';
import { checkUrl, hostOf, isPublicAddress, pinAddress } from './outside-address.ts';

const INSIDE =
  '127.0.0.1 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 198.18.0.1 224.0.0.1 255.255.255.255 192.0.2.1 ::1 :: fe80::1 fd00::1 fc00::1 ff02::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1 2002:7f00:1:: 2001:db8::1 2001::1 example.org';

test.each([...INSIDE.split(' '), ''])('%s is not outside', (address) =>
  expect(isPublicAddress(address)).toBe(false),
);

test.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '193.0.0.1', '2606:4700::1111', '2a00:1450::1'])(
  '%s is outside',
  (address) => expect(isPublicAddress(address)).toBe(true),
);

test('an address is looked at as it will be asked for', () => {
  expect(hostOf(checkUrl('http://0x7f.1/'))).toBe('127.0.0.1');
  expect(hostOf(checkUrl('https://[::FFFF:7f00:1]/'))).toBe('::ffff:7f00:1');
  for (const text of ['ftp://example.org', 'example.org', 'https://a:b@example.org', ''])
    expect(() => checkUrl(text)).toThrow();
});

/** This machine, its net and a cloud's metadata, as a URL may write them. */
const WRITTEN = (
  '2130706433 017700000001 0x7f000001 0x7f.1 127.1 0177.0.0.1 127.0.0.1. 0 ①②⑦.0.0.1 ' +
  '127。0。0。1 %31%32%37.0.0.1 localhost LOCALHOST 2852039166 0xa9fea9fe 169.254.43518 ' +
  '3232235777 0xc0a80101 10.1 [::1] [::] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] ' +
  '[::ffff:7f00:1] [::ffff:0:127.0.0.1] [::127.0.0.1] [64:ff9b::a9fe:a9fe] ' +
  '[2002:7f00:1::] [fd00:ec2::254] [fe80::1]'
).split(' ');
test.each(WRITTEN)('an address inside is refused in whatever way it is written: %s', async (host) => {
  const outbound = { allowPrivateHosts: [], smtpUrl: null, mailFrom: null, sealKey: Buffer.alloc(32) };
  for (const scheme of ['http', 'https'])
    await expect(pinAddress({ outbound }, checkUrl(`${scheme}://${host}/`))).rejects.toThrow(
      'where the portal sends nothing',
    );
});
