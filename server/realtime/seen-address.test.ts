import type { NetworkInterfaceInfo } from 'node:os';
import { expect, test } from 'vitest';
import { seenAddress } from './seen-address.ts';

const info = (address: string, family: 'IPv4' | 'IPv6', internal = false) =>
  ({ address, family, internal }) as NetworkInterfaceInfo;
const OWN = {
  lo0: [info('127.0.0.1', 'IPv4', true), info('::1', 'IPv6', true)],
  en0: [info('fe80::1', 'IPv6'), info('10.0.0.7', 'IPv4')],
  en1: [info('192.168.1.7', 'IPv4')],
};

test('the portal’s own computer has one address, however somebody on it came', () => {
  for (const it of [
    '127.0.0.1',
    '127.0.1.1',
    '::1',
    '::ffff:127.0.0.1',
    'fe80::1',
    '10.0.0.7',
    '192.168.1.7',
  ])
    expect(seenAddress(it, OWN)).toBe('10.0.0.7');
  expect(seenAddress('::1', { lo: OWN.lo0 })).toBe('127.0.0.1');
});

test('another one has its own', () => {
  expect(['10.0.0.8', '::ffff:10.0.0.8', '2001:db8::1'].map((it) => seenAddress(it, OWN))).toEqual([
    '10.0.0.8',
    '10.0.0.8',
    '2001:db8::1',
  ]);
});
