import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MachineFacts, Reading } from '@/shared/schemas/machine.ts';
import type { Run } from '../run.ts';
import { combinePower, openLinuxMeters } from './open-meters.ts';
import { probeLinux } from './probe-machine.ts';
import { findRaplZones, openRapl, riseWithWrap } from './rapl.ts';
import { readTemperature } from './read-temperature.ts';

/** A /proc, /sys and /etc of our own in a folder: the real code reads real files. */
let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'linux-'));
});
afterEach(() => rm(root, { recursive: true }));

const put = async (path: string, text: string | number): Promise<void> => {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), `${text}\n`);
};
const zone = async (path: string, name: string, microjoules: number, max = 1_000_000): Promise<void> => {
  await put(`sys/class/powercap/${path}/name`, name);
  await put(`sys/class/powercap/${path}/energy_uj`, microjoules);
  await put(`sys/class/powercap/${path}/max_energy_range_uj`, max);
};
const noTools: Run = async () => null;

describe('RAPL', () => {
  it.each([
    [100, 250, 1000, 150],
    [900, 50, 1000, 150],
    [900, 50, null, null],
    [2000, 50, 1000, null],
    [7, 7, 1000, 0],
  ])('from %s to %s with a range of %s is %s', (before, after, max, expected) => {
    expect(riseWithWrap(before, after, max)).toBe(expected);
  });

  it('adds packages and memory, not their parts nor their doubles', async () => {
    await zone('intel-rapl:0', 'package-0', 1);
    await zone('intel-rapl:0:0', 'core', 1);
    await zone('intel-rapl:0:1', 'dram', 1);
    await zone('intel-rapl:1', 'package-1', 1);
    await zone('intel-rapl-mmio:0', 'package-0', 1);
    const found = await findRaplZones(root);
    expect(found?.source).toBe('rapl_pkg_dram');
    expect(found?.zones.map(({ path }) => path.split('/').at(-1)).toSorted()).toEqual([
      'intel-rapl:0',
      'intel-rapl:0:1',
      'intel-rapl:1',
    ]);
  });

  it('takes psys alone where there is one', async () => {
    await zone('intel-rapl:0', 'package-0', 1);
    await zone('intel-rapl:1', 'psys', 1);
    expect(await findRaplZones(root)).toMatchObject({
      source: 'rapl_psys',
      zones: [{ maxMicrojoules: 1_000_000 }],
    });
  });

  it('is absent, not zero, without zones or without the right to read them', async () => {
    expect(await openRapl(root)).toBeNull();
    await put('sys/class/powercap/intel-rapl:0/name', 'package-0');
    expect(await openRapl(root)).toBeNull();
  });

  it('counts joules across a wrap and goes unknown when a zone vanishes', async () => {
    await zone('intel-rapl:0', 'package-0', 900_000);
    const rapl = await openRapl(root);
    expect(await rapl?.readJoules()).toBe(0);
    await zone('intel-rapl:0', 'package-0', 100_000);
    expect(await rapl?.readJoules()).toBeCloseTo(0.2, 9);
    await zone('intel-rapl:0', 'package-0', 400_000);
    expect(await rapl?.readJoules()).toBeCloseTo(0.5, 9);
    await rm(join(root, 'sys/class/powercap/intel-rapl:0/energy_uj'));
    expect(await rapl?.readJoules()).toBeNull();
  });
});

describe('combinePower', () => {
  const package0 = { powerWatts: 60, powerSource: 'rapl_pkg_dram' as const, counterJoules: 500 };
  const none = { powerWatts: null, powerSource: null, counterJoules: null };

  it.each([
    ['packages without cards', package0, undefined, package0],
    [
      'packages and cards',
      package0,
      { powerWatts: 240 },
      { powerWatts: 300, powerSource: 'nvml', counterJoules: null },
    ],
    ['cards alone', null, { powerWatts: 240 }, { powerWatts: 240, powerSource: 'nvml', counterJoules: null }],
    ['a card that went silent', package0, null, none],
    ['a card without power', package0, { powerWatts: null }, none],
    [
      'the platform, which holds the cards',
      { ...package0, powerSource: 'rapl_psys' as const },
      { powerWatts: 240 },
      { ...package0, powerSource: 'rapl_psys' },
    ],
    ['nothing', null, undefined, none],
  ])('of %s', (_, rapl, gpu, expected) => {
    expect(combinePower(rapl, gpu)).toEqual(expected);
  });
});

describe('readTemperature', () => {
  it('takes the hottest processor sensor and skips disks and broken ones', async () => {
    await put('sys/class/hwmon/hwmon0/name', 'nvme');
    await put('sys/class/hwmon/hwmon0/temp1_input', 90_000);
    await put('sys/class/hwmon/hwmon1/name', 'coretemp');
    await put('sys/class/hwmon/hwmon1/temp1_input', 51_000);
    await put('sys/class/hwmon/hwmon1/temp2_input', 62_500);
    await put('sys/class/hwmon/hwmon1/temp3_input', 255_000);
    expect(await readTemperature(root)).toBe(62.5);
  });

  it('falls back to thermal zones, and to unknown', async () => {
    expect(await readTemperature(root)).toBeNull();
    await put('sys/class/thermal/thermal_zone0/type', 'cpu-thermal');
    await put('sys/class/thermal/thermal_zone0/temp', 48_000);
    await put('sys/class/thermal/thermal_zone1/type', 'iwlwifi');
    await put('sys/class/thermal/thermal_zone1/temp', 70_000);
    expect(await readTemperature(root)).toBe(48);
  });
});

describe('openLinuxMeters', () => {
  it('reads null for every meter that is not there', async () => {
    const meters = await openLinuxMeters({ run: noTools, root });
    const reading = await meters.read();
    expect(Object.keys(reading).toSorted()).toEqual(Object.keys(Reading.shape).toSorted());
    expect(Object.values(reading).every((value) => value === null)).toBe(true);
    await meters.close();
  });

  it('reads what is there', async () => {
    await put('proc/stat', 'cpu  100 0 0 900 0 0 0 0 0 0');
    await put('proc/meminfo', 'MemTotal: 1000 kB\nMemAvailable: 400 kB');
    await put('proc/net/dev', 'eth0: 11 1 0 0 0 0 0 0 22 1 0 0 0 0 0 0');
    await zone('intel-rapl:0', 'psys', 100_000);
    const meters = await openLinuxMeters({ run: noTools, root });
    await meters.read();
    await put('proc/stat', 'cpu  150 0 0 1050 0 0 0 0 0 0');
    await zone('intel-rapl:0', 'psys', 600_000);
    const reading = await meters.read();
    expect(Reading.safeParse(reading).error).toBeUndefined();
    expect(reading).toMatchObject({
      powerSource: 'rapl_psys',
      counterJoules: 0.5,
      cpuRatio: 0.25,
      gpuRatio: null,
      memoryTotalBytes: 1_024_000,
      memoryUsedBytes: 614_400,
      networkRxBytes: 11,
      networkTxBytes: 22,
    });
    expect(reading.powerWatts).toBeGreaterThan(0);
  });

  it('gives no power, and says why, where the counter stands still', async () => {
    await zone('intel-rapl:0', 'package-0', 100_000);
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const meters = await openLinuxMeters({ run: noTools, root });
      for (let second = 0; second < 8; second += 1) {
        vi.advanceTimersByTime(1000);
        expect((await meters.read()).powerWatts).toBeNull();
      }
      expect(await meters.read()).toMatchObject({ powerWatts: null, counterJoules: null });
      expect(meters.evidence?.()).toMatchObject([
        { name: 'Energy of the processor', ok: false, problem: 'its counter stands still' },
        { name: 'Graphics cards', ok: false, problem: 'gave nothing' },
      ]);
      await zone('intel-rapl:0', 'package-0', 600_000);
      vi.advanceTimersByTime(1000);
      await meters.read();
      expect(meters.evidence?.()[0]).toMatchObject({ ok: true, problem: null });
    } finally {
      vi.useRealTimers();
    }
  });

  it('asks a missing nvidia-smi once, not every second', async () => {
    const asked: string[] = [];
    const run: Run = async (command) => {
      asked.push(command);
      return null;
    };
    const meters = await openLinuxMeters({ run, root });
    await meters.read();
    await meters.read();
    expect(asked).toEqual(['nvidia-smi']);
  });

  it('reads the cards', async () => {
    const meters = await openLinuxMeters({ run: async () => '50, 120.0, 66\n', root });
    expect(await meters.read()).toMatchObject({
      powerWatts: 120,
      powerSource: 'nvml',
      gpuRatio: 0.5,
      temperatureCelsius: 66,
    });
  });
});

describe('probeLinux', () => {
  it('describes a machine', async () => {
    await put('etc/machine-id', '0123456789abcdef0123456789abcdef');
    await put('etc/os-release', 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"');
    await put('proc/cpuinfo', 'model name\t: AMD EPYC 9354');
    await put('proc/meminfo', 'MemTotal: 1000 kB');
    await put('sys/class/dmi/id/sys_vendor', 'Supermicro');
    await put('sys/class/dmi/id/product_name', 'SYS-421GE');
    const facts = await probeLinux({ root, modelsFolder: join(root, 'models', 'not-yet') });
    expect(MachineFacts.safeParse(facts).error).toBeUndefined();
    expect(facts).toMatchObject({
      os: 'linux',
      osVersion: 'Debian GNU/Linux 12 (bookworm)',
      hwModel: 'Supermicro SYS-421GE',
      chip: 'AMD EPYC 9354',
      memoryBytes: 1_024_000,
      thunderbolt: null,
      rdma: null,
      onBattery: null,
      simulated: false,
    });
    expect(facts.diskFreeBytes).toBeGreaterThan(0);
    expect(facts.addresses.every(({ ipv4 }) => ipv4 !== '127.0.0.1')).toBe(true);
  });

  it('never gives the raw machine id, and one id a host', async () => {
    await put('etc/machine-id', '0123456789abcdef0123456789abcdef');
    const one = await probeLinux({ root });
    const again = await probeLinux({ root });
    await put('etc/machine-id', 'fedcba9876543210fedcba9876543210');
    const other = await probeLinux({ root });
    expect(JSON.stringify(one)).not.toContain('01234567');
    expect(one.hostId).toBe(again.hostId);
    expect(one.hostId).not.toBe(other.hostId);
  });

  it('stands a root with nothing in it', async () => {
    const facts = await probeLinux({ root });
    expect(MachineFacts.safeParse(facts).error).toBeUndefined();
    expect(facts).toMatchObject({ osVersion: null, hwModel: null, chip: null, memoryBytes: null });
  });

  it.each([
    ['Discharging', true],
    ['Charging', false],
  ])('sees a battery that is %s, and not the one of a mouse', async (status, onBattery) => {
    await put('sys/class/power_supply/BAT0/type', 'Battery');
    await put('sys/class/power_supply/BAT0/status', status);
    await put('sys/class/power_supply/hidpp_0/type', 'Battery');
    await put('sys/class/power_supply/hidpp_0/scope', 'Device');
    await put('sys/class/power_supply/hidpp_0/status', 'Discharging');
    expect((await probeLinux({ root })).onBattery).toBe(onBattery);
  });
});
