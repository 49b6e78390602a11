import { expect, test } from 'vitest';
import { listWakeAddresses } from '../../power/wake-addresses.ts';
import { readFixture, replayMac } from '../fixtures/replay.ts';
import { parsePowerSettings } from './parse-pmset.ts';
import { tellUse } from './parse-use.ts';
import { readMacCables, readMacPower } from './read-mac-power.ts';

test('a Mac Studio: wakes for the network, somebody is signed in from elsewhere', async () => {
  expect(await readMacPower(replayMac('studio-m3-ultra'))).toEqual({
    settings: {
      wakeOnNetwork: true,
      sleepMinutes: 0,
      powerNap: true,
      autoRestart: true,
      standby: false,
      hibernateMode: null,
      sleepDisabled: null,
    },
    inUse: 'ines is signed in from elsewhere',
    preventers: [],
  });
});

test('a MacBook Pro is read on the source it runs on; who typed a moment ago is at it', async () => {
  expect(await readMacPower(replayMac('notebook-m5'))).toMatchObject({
    settings: {
      wakeOnNetwork: false,
      sleepMinutes: 1,
      standby: true,
      hibernateMode: 3,
      sleepDisabled: false,
    },
    inUse: 'dana is at its screen',
    // Who only keeps its display on, or is there, is not among them.
    preventers: [
      { program: 'powerd', name: 'Powerd - Prevent sleep while display is on' },
      { program: 'caffeinate', name: 'caffeinate command-line tool' },
      { program: 'sharingd', name: 'Handoff' },
      { program: 'coreaudiod', name: 'com.apple.audio.BuiltInSpeakerDevice.context.preventuseridlesleep' },
    ],
  });
  const text = await readFixture('notebook-m5/powerSettings.txt');
  expect(parsePowerSettings(text, false)).toMatchObject({
    wakeOnNetwork: true,
    powerNap: true,
    autoRestart: null,
  });
});

test('nobody is at the login window; who is away for long is away; what is not known counts as use', async () => {
  const use = { consoleUser: 'dana', idleSeconds: 3600, logins: [] };
  expect(tellUse(use)).toBeNull();
  expect(tellUse({ ...use, consoleUser: '', idleSeconds: null })).toBeNull();
  expect(tellUse({ ...use, idleSeconds: null })).toContain('not known');
  expect(tellUse({ ...use, consoleUser: null })).toContain('not known');
  expect(tellUse({ ...use, logins: null })).toContain('not known');
  expect((await readMacPower(replayMac('bare-mac'))).settings).toBeNull();
});

test('a cable between Macs is no network to be woken over', async () => {
  const cables = await readMacCables(replayMac('studio-m3-ultra'));
  expect(cables.size).toBeGreaterThan(0);
  const [cable] = cables;
  const entry = (address: string, mac: string) => ({
    address,
    netmask: '255.255.255.0',
    family: 'IPv4' as const,
    mac,
    internal: false,
    cidr: `${address}/24`,
  });
  const interfaces = {
    en0: [entry('10.0.1.7', '3c:22:fb:00:00:07')],
    [cable!]: [entry('10.9.0.1', '36:00:00:00:00:01')],
    bridge0: [entry('10.9.1.1', '36:00:00:00:00:02')],
  };
  expect(listWakeAddresses(cables, interfaces).map((it) => it.interface)).toEqual(['en0']);
});
