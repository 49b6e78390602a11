import { describe, expect, it } from 'vitest';
import { seededRandom } from '@/shared/domain/seeded-random.ts';
import { readFixture } from '../fixtures/replay.ts';
import { parseHardwarePorts } from './parse-hardware-ports.ts';
import { parseHardware } from './parse-hardware.ts';
import { parseGpuCores, parseGpuUtilisation, parseLid, parsePlatformUuid } from './parse-ioreg.ts';
import { parseMacmon } from './parse-macmon.ts';
import { parseMemoryPressure } from './parse-memory-pressure.ts';
import { parseNetstat } from './parse-netstat.ts';
import { parsePmset, parseSleepSettings } from './parse-pmset.ts';
import { joinRdma, parseRdmaStatus } from './parse-rdma.ts';
import { parseSwVers } from './parse-sw-vers.ts';
import { memoryPressureLevel, parseSysctl, sysctlNumber, wiredLimit } from './parse-sysctl.ts';
import { parseThermalPressure } from './parse-thermal-pressure.ts';
import { parseThunderbolt } from './parse-thunderbolt.ts';
import { parseVmStat } from './parse-vm-stat.ts';

const studio = (name: string): Promise<string> => readFixture(`studio-m3-ultra/${name}`);

describe('system_profiler hardware', () => {
  it('reads chip, model, cores and memory', async () => {
    expect(parseHardware(await studio('profile.json'))).toEqual({
      hwModel: 'Mac15,14',
      chip: 'Apple M3 Ultra',
      cpuCores: 32,
      gpuCores: 80,
      memoryBytes: 512 * 1024 ** 3,
      platformUuid: '01234567-89AB-4CDE-8F01-23456789ABCD',
    });
  });

  it.each([
    [8, 8],
    ['8', 8],
    ['proc 12:8:4', 12],
    ['many', null],
    [undefined, null],
  ])('reads number_processors %j as %s', (value, expected) => {
    const text = JSON.stringify({ SPHardwareDataType: [{ number_processors: value }] });
    expect(parseHardware(text)?.cpuCores).toBe(expected);
  });

  it.each([
    ['1 TB', 1024 ** 4],
    ['512 Go', null],
    ['', null],
  ])('reads %j of memory as %s', (value, expected) => {
    const text = JSON.stringify({ SPHardwareDataType: [{ physical_memory: value }] });
    expect(parseHardware(text)?.memoryBytes).toBe(expected);
  });

  it('knows no GPU cores on a Mac that reports 0 or no display', () => {
    for (const displays of [[{ sppci_cores: '0' }], [], undefined]) {
      const text = JSON.stringify({ SPHardwareDataType: [{}], SPDisplaysDataType: displays });
      expect(parseHardware(text)?.gpuCores).toBeNull();
    }
  });
});

describe('smaller tools', () => {
  it('sysctl: name and value, unknown names left out', async () => {
    const values = parseSysctl(await readFixture('notebook-m5/sysctl.txt'));
    expect([...values.keys()]).toEqual([
      'hw.model',
      'machdep.cpu.brand_string',
      'hw.memsize',
      'hw.ncpu',
      'iogpu.wired_limit_mb',
      'kern.memorystatus_vm_pressure_level',
    ]);
    expect(sysctlNumber(values, 'hw.memsize')).toBe(34_359_738_368);
    expect(sysctlNumber(values, 'hw.physicalcpu')).toBeNull();
    expect(sysctlNumber(values, 'hw.model')).toBeNull();
  });

  it.each([
    ['iogpu.wired_limit_mb: 458752', 448 * 1024 ** 3],
    ['iogpu.wired_limit_mb: 0', 0],
    ['iogpu.wired_limit_mb: -1', null],
    ['iogpu.wired_limit_mb: 99999999999', null],
    ['iogpu.wired_limit_mb: ', null],
    ['', null],
  ])('sysctl %j: the GPU may wire %s bytes', (text, bytes) => {
    expect(wiredLimit(parseSysctl(text))).toBe(bytes);
  });

  it.each([
    ['1', 1],
    ['4', 4],
    ['0', null],
    ['3', null],
    ['normal', null],
  ])('sysctl: memory pressure %j is %s', (value, level) => {
    expect(memoryPressureLevel(parseSysctl(`kern.memorystatus_vm_pressure_level: ${value}`))).toBe(level);
  });

  it('ioreg: whether the lid is closed, unknown on a Mac without one', async () => {
    expect(parseLid(await readFixture('notebook-m5/lid.txt'))).toBe(false);
    expect(parseLid('"AppleClamshellState" = Yes')).toBe(true);
    expect(parseLid('"AppleClamshellCausesSleep" = Yes')).toBeNull();
  });

  it('pmset: minutes until sleep, 0 for never', async () => {
    expect(parseSleepSettings(await studio('sleepSettings.txt'))).toBe(0);
    expect(parseSleepSettings(await readFixture('notebook-m5/sleepSettings.txt'))).toBe(1);
    expect(parseSleepSettings(await readFixture('mini-m4-pro/sleepSettings.txt'))).toBe(0);
    expect(parseSleepSettings(' displaysleep 10\n disksleep 10\n')).toBeNull();
  });

  it('vm_stat: pages of 16384 bytes that programs, wiring and the compressor hold', async () => {
    const text = await studio('vmStat.txt');
    expect(parseVmStat(text)).toBe((1_306_000 - 20_000 + 13_434_855 + 5000) * 16_384);
    expect(parseVmStat(text.replace(/^.*page size.*$/m, ''))).toBeNull();
    expect(parseVmStat(text.replace(/^Pages wired down.*$/m, ''))).toBeNull();
  });

  it('memory_pressure: the free share', async () => {
    expect(parseMemoryPressure(await studio('memoryPressure.txt'))).toBe(0.57);
    expect(parseMemoryPressure('free percentage: 710%')).toBeNull();
  });

  it('netstat: link rows of en interfaces, beyond 32 bits, not the bridge nor the loopback', async () => {
    expect(parseNetstat(await studio('netstat.txt'))).toEqual({
      rxBytes: 6_294_967_296,
      txBytes: 3_000_000_000,
    });
    expect(parseNetstat('Name Mtu Network Address\nen0 1500 <Link#1> x')).toBeNull();
  });

  it('sw_vers, pmset, notifyutil, ioreg', async () => {
    expect(parseSwVers(await studio('swVers.txt'))).toEqual({ version: '26.3', build: '25D125' });
    expect(parsePmset(await studio('battery.txt'))).toBe(false);
    expect(parsePmset(await readFixture('notebook-m5/battery.txt'))).toBe(true);
    expect(parsePmset("Now drawing from 'UPS Power'")).toBe(true);
    expect(parsePmset('No batteries')).toBeNull();
    expect(parseThermalPressure(await readFixture('notebook-m5/thermalPressure.txt'))).toBe(2);
    expect(parseThermalPressure('Failed to get')).toBeNull();
    expect(parseGpuUtilisation(await studio('gpuUse.txt'))).toBe(0.37);
    expect(parseGpuUtilisation('')).toBeNull();
    expect(parseGpuCores(await studio('gpuCores.txt'))).toBe(80);
    expect(parsePlatformUuid(await studio('platform.txt'))).toBe('01234567-89AB-4CDE-8F01-23456789ABCD');
  });
});

describe('every parser', () => {
  const parsers: ((text: string) => unknown)[] = [
    parseHardware,
    (text) => parseThunderbolt(text, new Map()),
    parseHardwarePorts,
    (text) => joinRdma(parseRdmaStatus(text), text, text),
    parseSysctl,
    parseVmStat,
    parseMemoryPressure,
    parseSwVers,
    parseNetstat,
    parsePmset,
    parseThermalPressure,
    parseGpuUtilisation,
    parseGpuCores,
    parsePlatformUuid,
    parseMacmon,
  ];
  const files = [
    'profile.json',
    'vmStat.txt',
    'netstat.txt',
    'rdmaInfo.txt',
    'hardwarePorts.txt',
    'macmon.ndjson',
  ];

  it('bears any text: cut, mixed up, with wrong types', async () => {
    const random = seededRandom(3);
    const texts = await Promise.all(files.map(studio));
    texts.push(
      '',
      '\0',
      '{"SPHardwareDataType":[1,null,"x"],"SPThunderboltDataType":[{"receptacle_1_tag":7,"_items":{}}]}',
    );
    for (let round = 0; round < 200; round += 1) {
      const text = texts[Math.floor(random() * texts.length)] ?? '';
      const cut = Math.floor(random() * text.length);
      const spoilt = random() < 0.5 ? text.slice(0, cut) : text.slice(cut).replaceAll(/\d/g, '?');
      for (const parse of parsers) expect(() => parse(spoilt)).not.toThrow();
    }
  });
});
