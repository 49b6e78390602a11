import { expect, test } from 'vitest';
import { broadcastOf, chooseWaker, whyNoWaker, networkOf } from './wake-path.ts';

const machine = (id: string, ipv4: string, prefixLength = 24, simulated = false) => ({
  id,
  name: id,
  simulated,
  wakeAddresses: [{ interface: 'en0', mac: '3c:22:fb:00:00:01', ipv4, prefixLength }],
});

test('an address’s network and where a packet to all of it goes', () => {
  expect(networkOf({ ipv4: '10.77.3.9', prefixLength: 16 })).toBe('10.77.0.0/16');
  expect(broadcastOf({ ipv4: '10.77.3.9', prefixLength: 16 })).toBe('10.77.255.255');
  expect(broadcastOf({ ipv4: '192.168.1.130', prefixLength: 25 })).toBe('192.168.1.255');
  expect(networkOf({ ipv4: '1.2.3.4', prefixLength: 0 })).toBe('0.0.0.0/0');
});

test('one in the same network sends it, the next one at the next try; others and simulated ones do not', () => {
  const bosc = machine('Bosc', '10.0.1.7');
  const [near, also] = [machine('Comice', '10.0.1.8'), machine('Doyenne', '10.0.1.9')];
  const far = machine('Far', '10.0.2.8');
  const path = chooseWaker(bosc, [bosc, far, near, also], 0);
  expect(path).toEqual({
    wakerId: 'Comice',
    wakerName: 'Comice',
    mac: '3c:22:fb:00:00:01',
    broadcast: '10.0.1.255',
  });
  expect(chooseWaker(bosc, [near, also], 1)).toMatchObject({ wakerId: 'Doyenne' });
  expect(whyNoWaker(bosc, [machine('Played', '10.0.1.8', 24, true)])).toContain('no other Mac');
  expect(whyNoWaker(bosc, [near])).toBeNull();
  expect(whyNoWaker({ ...bosc, wakeAddresses: [] }, [near])).toContain('no network address');
  expect(chooseWaker(bosc, [bosc, far], 0)).toEqual({
    refusal:
      'No Mac in the network of Bosc (10.0.1.0/24) is awake to send it the packet. Wake another one there, or press its power button.',
  });
});
