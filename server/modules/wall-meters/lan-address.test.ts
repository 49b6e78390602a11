import { expect, test } from 'vitest';
import { isPlugAddress, plugOrigin } from './lan-address.ts';

test.each([
  'ftp://192.168.1.4',
  'http://user:word@192.168.1.4',
  'http://192.168.1.4/rpc/Switch.Set',
  'http://169.254.169.254',
  'http://2852039166/',
  'file:///etc/passwd',
  'plug',
])('the address %s', (address) => expect(() => plugOrigin(address)).toThrow());

test.each([
  ['192.168.1.4', true],
  ['10.0.0.9', true],
  ['fd12::4', true],
  ['127.0.0.1', false],
  ['169.254.169.254', false],
  ['::1', false],
  ['::ffff:169.254.169.254', false],
  ['fe80::1', false],
  ['fd00:ec2::254', false],
  ['100.100.100.200', false],
  ['0.0.0.0', false],
])('to connect to %s is allowed: %s', (address, isAllowed) => expect(isPlugAddress(address)).toBe(isAllowed));
