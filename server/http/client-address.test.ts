import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { clientAddress } from './client-address.ts';

const from = (remoteAddress: string, forwarded?: string) =>
  clientAddress({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  } as unknown as IncomingMessage);

test('a proxy on this machine is believed, in what it added itself; nobody else is', () => {
  expect(from('10.0.0.7')).toBe('10.0.0.7');
  expect(from('10.0.0.7', '1.2.3.4')).toBe('10.0.0.7');
  expect(from('127.0.0.1')).toBe('127.0.0.1');
  expect(from('127.0.0.1', '6.6.6.6, 10.0.0.9')).toBe('10.0.0.9');
  expect(from('::ffff:127.0.0.1', '10.0.0.9')).toBe('10.0.0.9');
  expect(from('::1', ' ')).toBe('::1');
});
