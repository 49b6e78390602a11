import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { parseTrustedProxies } from '../trusted-proxies.ts';
import { clientAddress, networkOf } from './client-address.ts';

const asked = (remoteAddress: string | undefined, forwarded?: string | string[]) =>
  ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage;
const from = (remoteAddress: string | undefined, forwarded?: string | string[], proxies = '') =>
  clientAddress(asked(remoteAddress, forwarded), parseTrustedProxies(proxies));

test('a proxy on this machine is believed, in what it added itself; nobody else is', () => {
  expect(from('10.0.0.7')).toBe('10.0.0.7');
  expect(from('10.0.0.7', '1.2.3.4')).toBe('10.0.0.7');
  expect(from('127.0.0.1')).toBe('127.0.0.1');
  expect(from('127.0.0.1', '6.6.6.6, 10.0.0.9')).toBe('10.0.0.9');
  expect(from('::ffff:127.0.0.1', '10.0.0.9')).toBe('10.0.0.9');
  expect(from('::1', ' ')).toBe('::1');
  expect(from(undefined, '10.0.0.9')).toBe('unknown');
});

describe('proxies that are named', () => {
  const PROXIES = '10.0.0.5, 10.1.0.0/16 ,fd00::/8';
  test.each([
    ['the nearest that is none of them', '10.0.0.5', '6.6.6.6, 192.0.2.9', '192.0.2.9'],
    ['through several', '10.0.0.5', '6.6.6.6, 192.0.2.9, fd12::7, 10.1.255.1', '192.0.2.9'],
    ['over several headers', '10.1.2.3', ['6.6.6.6', '192.0.2.9, 10.1.2.4'], '192.0.2.9'],
    ['in IPv6’s clothes', '::ffff:10.0.0.5', '::ffff:192.0.2.9', '192.0.2.9'],
    ['with a port', '10.0.0.5', '192.0.2.9:4711', '192.0.2.9'],
    ['IPv6 with a port', '10.0.0.5', '[2001:db8::9]:4711', '2001:db8::9'],
    ['what is no address ends the line', '10.0.0.5', '192.0.2.9, unknown', '10.0.0.5'],
    ['nothing but proxies', '10.0.0.5', '10.1.0.1, 10.1.0.2', '10.1.0.1'],
    ['a stranger beside the range', '10.2.0.1', '192.0.2.9', '10.2.0.1'],
  ])('%s', (_, remote, forwarded, expected) => expect(from(remote, forwarded, PROXIES)).toBe(expected));
});

test.each([
  '10.0.0',
  '10.0.0.5/33',
  '10.0.0.5/-1',
  '10.0.0.5/8/8',
  'fd00::/129',
  'proxy.lab',
  '10.0.0.0/',
  '*',
])('the setting refuses %s and says which it is', (entry) =>
  expect(() => parseTrustedProxies(`127.0.0.1, ${entry}`)).toThrow(`"${entry}" is not an address`),
);

test('all of a /64 is one place, an IPv4 address is one', () => {
  expect(networkOf('192.0.2.9')).toBe('192.0.2.9');
  expect(networkOf('2001:db8:1:2::9')).toBe('2001:0db8:0001:0002:0000:0000:0000:0000');
  expect(networkOf('2001:DB8:1:2:ffff:0:0:1')).toBe(networkOf('2001:db8:1:2::9'));
  expect(networkOf('2001:db8:1:3::9')).not.toBe(networkOf('2001:db8:1:2::9'));
  expect(networkOf('::1')).toBe('0000:0000:0000:0000:0000:0000:0000:0000');
});
