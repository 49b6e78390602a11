import { describe, expect, it } from 'vitest';
import { readFixture } from '../fixtures/replay.ts';
import { parseIfconfig } from './parse-ifconfig.ts';

describe('parseIfconfig', () => {
  it('reads addresses, the bridge and what it joins on a Studio', async () => {
    const interfaces = parseIfconfig(await readFixture('studio-m3-ultra/interfaces.txt')) ?? [];
    const named = new Map(interfaces.map((each) => [each.name, each]));
    expect([...named.keys()]).toEqual(['en0', 'en2', 'en3', 'en4', 'en5', 'en6', 'en7', 'en8', 'bridge0']);
    expect(named.get('en3')).toEqual({
      name: 'en3',
      up: true,
      active: true,
      ipv4: [{ address: '192.168.0.1', prefixLength: 30 }],
      hasIpv6LinkLocal: true,
      members: [],
    });
    expect(named.get('en4')).toMatchObject({ active: true, ipv4: [], hasIpv6LinkLocal: true });
    expect(named.get('bridge0')).toMatchObject({
      up: true,
      ipv4: [{ address: '169.254.3.4', prefixLength: 16 }],
      members: ['en2', 'en4', 'en5', 'en6', 'en7', 'en8'],
    });
  });

  it('tells a bridge that is down, and an interface that says nothing of its state', async () => {
    const interfaces = parseIfconfig(await readFixture('notebook-m5/interfaces.txt')) ?? [];
    expect(interfaces.find(({ name }) => name === 'bridge0')).toMatchObject({ up: false, active: false });
    expect(interfaces.find(({ name }) => name === 'en2')).toMatchObject({ active: null, ipv4: [] });
  });

  it('gives nothing for nothing', () => {
    expect(parseIfconfig('')).toBeNull();
    expect(parseIfconfig('ifconfig: interface does not exist')).toBeNull();
  });

  it('is bounded', () => {
    const many = Array.from(
      { length: 300 },
      (_, index) =>
        `en${index}: flags=8863<UP> mtu 1500\n${'\tinet 10.0.0.1 netmask 0xff000000\n'.repeat(40)}`,
    ).join('');
    const members = Array.from({ length: 90 }, (_, index) => `\tmember: en${index} flags=3<>\n`).join('');
    expect(parseIfconfig(many)).toHaveLength(128);
    expect(parseIfconfig(many)?.[0]?.ipv4).toHaveLength(16);
    expect(parseIfconfig(`bridge0: flags=8863<UP> mtu 1500\n${members}`)?.[0]?.members).toHaveLength(64);
  });
});
