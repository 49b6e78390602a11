import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '@/shared/domain/seeded-random.ts';
import { readFixture } from '../fixtures/replay.ts';
import { parseHardwarePorts } from './parse-hardware-ports.ts';
import { parseHardware } from './parse-hardware.ts';
import { parseIfconfig } from './parse-ifconfig.ts';
import { parseLid } from './parse-ioreg.ts';
import { parsePmset, parseSleepSettings } from './parse-pmset.ts';
import { parseIbvDevices, parseIbvDevinfo, parseRdmaStatus } from './parse-rdma.ts';
import { memoryPressureLevel, parseSysctl, wiredLimit } from './parse-sysctl.ts';
import { parseThunderbolt } from './parse-thunderbolt.ts';

/** What a tool's whole text says, by the file that holds its capture; and what an empty one says. */
const PARSERS: Record<string, { parse: (text: string) => unknown; empty: unknown }> = {
  'profile.json': {
    parse: (text) => ({ hardware: parseHardware(text), ports: parseThunderbolt(text, new Map()) }),
    empty: { hardware: null, ports: null },
  },
  'hardwarePorts.txt': { parse: parseHardwarePorts, empty: new Map() },
  'interfaces.txt': { parse: parseIfconfig, empty: null },
  'rdmaStatus.txt': { parse: parseRdmaStatus, empty: null },
  'rdmaDevices.txt': { parse: parseIbvDevices, empty: [] },
  'rdmaInfo.txt': { parse: parseIbvDevinfo, empty: new Map() },
  'sysctl.txt': {
    parse: (text) => [wiredLimit(parseSysctl(text)), memoryPressureLevel(parseSysctl(text))],
    empty: [null, null],
  },
  'lid.txt': { parse: parseLid, empty: null },
  'battery.txt': { parse: parsePmset, empty: null },
  'sleepSettings.txt': { parse: parseSleepSettings, empty: null },
};

const folder = join(import.meta.dirname, '../fixtures');
const captures = ['studio-m3-ultra', 'notebook-m5', 'mini-m4-pro', 'bare-mac'].flatMap((mac) =>
  readdirSync(join(folder, mac))
    .filter((file) => file in PARSERS)
    .map((file) => [`${mac}/${file}`, PARSERS[file]!] as const),
);

/** The same document with the keys of every object in another order, and one that nobody knows. */
function shuffleKeys(value: unknown, random: () => number): unknown {
  if (Array.isArray(value)) return value.map((each) => shuffleKeys(each, random));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(
    ([key, each]) => [random(), key, shuffleKeys(each, random)] as const,
  );
  const shuffled = entries
    .toSorted(([a], [b]) => a - b)
    .map(([, key, each]): [string, unknown] => [key, each]);
  return Object.fromEntries([['a_new_key', { receptacle_id_key: 7 }], ...shuffled]);
}

/** Every second key of every object left out. */
function dropKeys(value: unknown, random: () => number): unknown {
  if (Array.isArray(value)) return value.map((each) => dropKeys(each, random));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key.startsWith('SP') || random() < 0.7);
  return Object.fromEntries(kept.map(([key, each]) => [key, dropKeys(each, random)]));
}

describe.each(captures)('%s', (path, { parse, empty }) => {
  it('is borne cut at any byte, and an empty one gives nothing', async () => {
    const text = await readFixture(path);
    for (let end = 0; end < text.length; end += 1) expect(() => parse(text.slice(0, end))).not.toThrow();
    expect(parse('')).toEqual(empty);
  });

  it('says the same with lines that nobody knows', async () => {
    const text = await readFixture(path);
    if (path.endsWith('.json')) {
      const random = seededRandom(11);
      expect(parse(JSON.stringify(shuffleKeys(JSON.parse(text), random)))).toEqual(parse(text));
      for (let round = 0; round < 50; round += 1) {
        const some = JSON.stringify(dropKeys(JSON.parse(text), random));
        expect(() => parse(some)).not.toThrow();
      }
    } else if (!path.endsWith('rdmaStatus.txt')) {
      expect(parse(text.replaceAll('\n', '\n\tnew thing: 7\n'))).toEqual(parse(text));
    }
  });
});

describe('a report in another order', () => {
  it('names the same interfaces, ports and devices', async () => {
    const sorted = (map: ReadonlyMap<string, unknown>) => [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const inBlocks = (text: string, edge: RegExp) => text.split(edge).toReversed().join('\n');
    const info = await readFixture('studio-m3-ultra/rdmaInfo.txt');
    expect(sorted(parseIbvDevinfo(inBlocks(info, /\n(?=hca_id)/)))).toEqual(sorted(parseIbvDevinfo(info)));
    const ports = await readFixture('studio-m3-ultra/hardwarePorts.txt');
    const turned = parseHardwarePorts(inBlocks(ports, /\n(?=Hardware Port)/));
    expect(sorted(turned)).toEqual(sorted(parseHardwarePorts(ports)));
    const interfaces = await readFixture('studio-m3-ultra/interfaces.txt');
    expect(parseIfconfig(inBlocks(interfaces, /\n(?=\S)/))?.toReversed()).toEqual(parseIfconfig(interfaces));
  });

  it('never gives an interface an address, or a bridge a member, that the whole report does not have', async () => {
    const text = await readFixture('studio-m3-ultra/interfaces.txt');
    const whole = new Map(parseIfconfig(text)?.map((each) => [each.name, each]));
    for (let end = 0; end < text.length; end += 1) {
      for (const { name, ipv4, members } of parseIfconfig(text.slice(0, end)) ?? []) {
        expect(whole.get(name)?.ipv4).toEqual(expect.arrayContaining(ipv4));
        expect(whole.get(name)?.members).toEqual(expect.arrayContaining(members));
      }
    }
  });
});
