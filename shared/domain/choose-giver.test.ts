import { describe, expect, test } from 'vitest';
import { chooseGiver, type Giver } from './choose-giver.ts';
import { findCopyPath, wayInWords } from './copy-path.ts';
import type { Link } from './link.ts';

const end = (machineId: string, addresses: Record<string, string>, hostId = machineId) => ({
  machineId,
  facts: {
    hostId,
    addresses: Object.entries(addresses).map(([name, ipv4]) => ({ interface: name, ipv4 })),
    interfaces: null,
  },
});
const link = (a: string, b: string, speedGbps: number | null, port = 'en3'): Link => ({
  aMachineId: a,
  aPort: port,
  bMachineId: b,
  bPort: port,
  speedGbps,
  rdma: null,
  simulated: false,
});

describe('the way between two machines', () => {
  const a = end('a', { en0: '10.0.0.4', en3: '192.168.0.1', en4: '169.254.3.1' });
  const b = end('b', { en0: '10.0.0.9', en3: '192.168.0.2', en4: '169.254.7.7' });
  test('is the fastest cable whose two ends reach each other, seen from either end', () => {
    const cables = [link('a', 'b', 40, 'en3'), link('a', 'b', 80, 'en4')];
    const fast = { via: 'cable', gbps: 80, port: 'en4' };
    expect(findCopyPath(a, b, cables)).toEqual({ address: '169.254.3.1', ...fast });
    expect(findCopyPath(b, a, cables)).toEqual({ address: '169.254.7.7', ...fast });
    expect(wayInWords(findCopyPath(a, b, cables)!)).toBe('over a Thunderbolt cable, 80 Gb/s');
  });
  test('is the network where no cable has addresses, in a network that both are in', () => {
    const bare = end('b', { en7: '10.9.9.9', en0: '10.0.0.9' });
    expect(findCopyPath(a, bare, [link('a', 'b', 80, 'en5')])).toMatchObject({
      via: 'network',
      address: '10.0.0.4',
    });
    expect(findCopyPath(bare, a, [])).toMatchObject({ via: 'network', address: '10.0.0.9' });
  });
  test('is the loopback within one host, and none to a machine that tells nothing', () => {
    expect(findCopyPath(end('a', {}, 'h'), end('b', {}, 'h'), [])).toMatchObject({ address: '127.0.0.1' });
    expect(findCopyPath(end('a', { lo0: '127.0.0.1', en1: '169.254.1.1' }), b, [])).toBeNull();
    expect(findCopyPath({ machineId: 'a', facts: null }, b, [])).toBeNull();
  });
});

describe('who gives', () => {
  const receiver = end('r', { en0: '10.0.0.9', en3: '192.168.0.2' });
  const giver = (name: string, giving: number, more = {}): Giver => ({
    ...end(name, { en0: `10.0.0.${name.length}`, ...more }),
    name,
    giving,
  });
  const cabled = giver('cabled', 0, { en3: '192.168.0.1' });
  const links = [link('cabled', 'r', 80)];
  const pick = (givers: Giver[], avoid: string | null = null) => {
    const choice = chooseGiver({ receiver, givers, links, avoid });
    return choice.kind === 'giver' ? choice.giver.name : choice.kind;
  };
  test('the one with the fastest way, of equals who gives to fewer', () => {
    expect(pick([giver('b', 0), cabled, giver('a', 0)])).toBe('cabled');
    expect(pick([giver('b', 0), giver('a', 1)])).toBe('b');
    expect(pick([giver('b', 0), giver('a', 0)])).toBe('a');
  });
  test('nobody to more than two at once: who waits is given by who has got it', () => {
    expect(pick([{ ...cabled, giving: 2 }, giver('a', 1)])).toBe('a');
    expect(pick([{ ...cabled, giving: 2 }])).toBe('busy');
    expect(pick([])).toBe('none');
  });
  test('another one after a try that brought nothing, the same where there is no other', () => {
    expect(pick([cabled, giver('a', 0)], 'cabled')).toBe('a');
    expect(pick([cabled], 'cabled')).toBe('cabled');
  });
});
