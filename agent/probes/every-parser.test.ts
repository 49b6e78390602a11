import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '@/shared/domain/seeded-random.ts';
import { parseNvidiaSmi } from './linux/parse-nvidia-smi.ts';
import {
  parseCpuName,
  parseMeminfo,
  parseNetDev,
  parseOsRelease,
  parseProcStat,
} from './linux/parse-proc.ts';
import { parseAssertions } from './macos/parse-assertions.ts';
import { parseHardwarePorts } from './macos/parse-hardware-ports.ts';
import { parseHardware } from './macos/parse-hardware.ts';
import { parseIfconfig } from './macos/parse-ifconfig.ts';
import { parseGpuCores, parseGpuUtilisation, parseLid, parsePlatform } from './macos/parse-ioreg.ts';
import { parseMacmon } from './macos/parse-macmon.ts';
import { parseManagerName } from './macos/parse-manager-name.ts';
import { parseMemoryPressure } from './macos/parse-memory-pressure.ts';
import { parseNetstat } from './macos/parse-netstat.ts';
import {
  parsePmset,
  parsePowerSettings,
  parseSleepDisabled,
  parseSleepSettings,
} from './macos/parse-pmset.ts';
import { parseConsoleUser, parseIdleSeconds, parseLogins } from './macos/parse-use.ts';
import { joinRdma, parseIbvDevices, parseIbvDevinfo, parseRdmaStatus } from './macos/parse-rdma.ts';
import { parseSwVers } from './macos/parse-sw-vers.ts';
import { memoryPressureLevel, parseSysctl, sysctlNumber, wiredLimit } from './macos/parse-sysctl.ts';
import { parseThermalPressure } from './macos/parse-thermal-pressure.ts';
import { parseThunderbolt } from './macos/parse-thunderbolt.ts';
import { parseVmStat } from './macos/parse-vm-stat.ts';
import { parsePs } from './unmanaged/parse-ps.ts';

/*
 * Every parser on every capture, whole, cut off, with its lines in another order, doubled and left out, and on nothing:
 * it never throws, and what it says is either unknown or could be.
 */
const macmon = (text: string) => text.split('\n').map(parseMacmon);
const PARSERS: Record<string, (text: string) => unknown> = {
  'profile.json': (text) => [parseHardware(text), parseThunderbolt(text, new Map([['1', 'en2']]))],
  'sysctl.txt': (text) => {
    const values = parseSysctl(text);
    return [
      ...['hw.memsize', 'hw.ncpu', 'hw.physicalcpu'].map((name) => sysctlNumber(values, name)),
      wiredLimit(values),
      memoryPressureLevel(values),
    ];
  },
  'swVers.txt': parseSwVers,
  'computerName.txt': (text) => text.trim() || null,
  'platform.txt': parsePlatform,
  'gpuCores.txt': parseGpuCores,
  'gpuUse.txt': parseGpuUtilisation,
  'hardwarePorts.txt': parseHardwarePorts,
  'interfaces.txt': parseIfconfig,
  'rdmaStatus.txt': parseRdmaStatus,
  'rdmaDevices.txt': parseIbvDevices,
  'rdmaInfo.txt': (text) => [parseIbvDevinfo(text), joinRdma(null, text, text)],
  'battery.txt': parsePmset,
  'sleepSettings.txt': (text) => [parseSleepSettings(text), parseSleepDisabled(text)],
  'powerSettings.txt': (text) => [true, false].map((it) => parsePowerSettings(text, it)),
  'assertions.txt': parseAssertions,
  'consoleUser.txt': parseConsoleUser,
  'idleTime.txt': parseIdleSeconds,
  'logins.txt': parseLogins,
  'lid.txt': parseLid,
  'thermalPressure.txt': parseThermalPressure,
  'localNetwork.txt': (text) => parseManagerName(text, false),
  'vmStat.txt': parseVmStat,
  'memoryPressure.txt': parseMemoryPressure,
  'netstat.txt': parseNetstat,
  'macmon.ndjson': macmon,
  '0.7.ndjson': macmon,
  '0.8.0.ndjson': macmon,
  '0.8.2.ndjson': macmon,
  'no-pstr.ndjson': macmon,
  'stream.ndjson': macmon,
  'stat.txt': parseProcStat,
  'meminfo.txt': parseMeminfo,
  'netDev.txt': parseNetDev,
  'osRelease.txt': parseOsRelease,
  'cpuinfo.txt': parseCpuName,
  'nvidiaSmi.txt': parseNvidiaSmi,
  'macos.txt': parsePs,
  'linux.txt': parsePs,
};

const folder = join(import.meta.dirname, 'fixtures');
const captures = readdirSync(folder, { withFileTypes: true })
  .filter((it) => it.isDirectory())
  .flatMap(({ name }) => readdirSync(join(folder, name)).map((file) => `${name}/${file}`));
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');

/** Numbers that no machine has, wherever they stand in it. */
function absurd(value: unknown, at = 'it'): string[] {
  if (typeof value === 'number')
    return Number.isFinite(value) && value >= 0 && value <= 2 ** 53 ? [] : [`${at}: ${value}`];
  if (value instanceof Map) return [...value].flatMap(([key, each]) => absurd(each, `${at}.${key}`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => absurd(each, `${at}.${key}`));
}
const shuffle = <T>(items: readonly T[], random: () => number): T[] =>
  items
    .map((it) => [random(), it] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, it]) => it);

/** Other versions of a capture, the same ones each time. */
function* variants(text: string, seed: number): Generator<string> {
  const random = seededRandom(seed);
  const cuts = Math.min(text.length, 400);
  for (let cut = 0; cut < cuts; cut += 1) yield text.slice(0, Math.floor((cut / cuts) * text.length));
  const lines = text.split('\n');
  for (let round = 0; round < 30; round += 1) {
    yield shuffle(lines, random).join('\n');
    yield lines.filter(() => random() < 0.7).join('\n');
    yield lines.flatMap((line) => (random() < 0.3 ? [line, line] : [line])).join('\n');
    yield lines
      .map((line) => (random() < 0.2 ? shuffle(line.split(' '), random).join(' ') : line))
      .join('\n');
    yield text.replaceAll(/\d+/g, (digits) => (random() < 0.2 ? `${digits}${digits}${digits}` : digits));
    yield text.replaceAll(/\d+/g, (digits) => (random() < 0.1 ? '-1' : digits));
    yield text.replaceAll('\n', '\r\n');
  }
}

test('every capture has a parser', () => {
  expect(captures.filter((path) => !(path.split('/')[1]! in PARSERS))).toEqual([]);
  expect(new Set(captures.map((path) => path.split('/')[1]))).toEqual(new Set(Object.keys(PARSERS)));
});

describe.each(captures)('%s', (path) => {
  const parse = PARSERS[path.split('/')[1]!]!;

  test('says something as it is, nothing that could not be in any other version, and nothing of nothing', () => {
    const text = read(path);
    expect(absurd(parse(text))).toEqual([]);
    for (const [index, variant] of [...variants(text, 8)].entries())
      expect(absurd(parse(variant)), `variant ${index}`).toEqual([]);
    for (const nothing of ['', '\n', ' ', '\0', '{}', '[]', 'null', '�'.repeat(50)])
      expect(absurd(parse(nothing))).toEqual([]);
  });
});
