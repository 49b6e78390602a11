import { expect, test } from 'vitest';
import { checkUrl, hostOf, isPublicAddress } from './outside-address.ts';

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
