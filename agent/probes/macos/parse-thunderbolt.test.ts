import { describe, expect, it } from 'vitest';
import { readFixture } from '../fixtures/replay.ts';
import { parseHardwarePorts } from './parse-hardware-ports.ts';
import { parseThunderbolt } from './parse-thunderbolt.ts';

const portsOf = async (name: string) =>
  parseThunderbolt(
    await readFixture(`${name}/profile.json`),
    parseHardwarePorts(await readFixture(`${name}/hardwarePorts.txt`)),
  );

describe('parseHardwarePorts', () => {
  it('maps receptacles to interfaces and leaves the bridge out', async () => {
    const ports = parseHardwarePorts(await readFixture('studio-m3-ultra/hardwarePorts.txt'));
    expect([...ports]).toEqual([
      ['1', 'en2'],
      ['2', 'en3'],
      ['3', 'en4'],
      ['4', 'en5'],
      ['5', 'en6'],
      ['6', 'en7'],
    ]);
  });

  it('bears other words and a port without a device', async () => {
    const ports = parseHardwarePorts(await readFixture('notebook-m5/hardwarePorts.txt'));
    expect([...ports]).toEqual([
      ['1', 'en1'],
      ['2', 'en2'],
    ]);
  });
});

describe('parseThunderbolt', () => {
  it('reads cables, idle ports and a dock on an Ultra, and skips a bus without id', async () => {
    const ports = await portsOf('studio-m3-ultra');
    const seen = ports?.map((port) => [
      port.interface,
      port.speedGbps,
      port.connected,
      port.peerDomainUuid?.slice(0, 4),
    ]);
    expect(seen).toEqual([
      ['en2', 120, false, undefined],
      ['en3', 80, true, 'EEEE'],
      ['en4', 80, true, 'BBBB'],
      ['en5', 40, true, undefined],
      ['en6', 120, false, undefined],
      ['en7', 120, false, undefined],
    ]);
    expect(ports?.[2]).toEqual({
      receptacle: '3',
      interface: 'en4',
      domainUuid: 'AAAAAAAA-0000-4000-8000-AAAAAAAAAAAA',
      peerDomainUuid: 'BBBBBBBB-0000-4000-8000-BBBBBBBBBBBB',
      speedGbps: 80,
      connected: true,
    });
  });

  it('reads 40 Gb/s from a Thunderbolt 4 notebook that speaks German', async () => {
    const ports = await portsOf('notebook-m5');
    expect(ports?.map(({ speedGbps, interface: name }) => [name, speedGbps])).toEqual([
      ['en1', 40],
      ['en2', 40],
      [null, null],
    ]);
  });

  it('is unknown without a Thunderbolt part, and empty with an empty one', () => {
    expect(parseThunderbolt('{}', new Map())).toBeNull();
    expect(parseThunderbolt('system_profiler: error', new Map())).toBeNull();
    expect(parseThunderbolt('{"SPThunderboltDataType":[]}', new Map())).toEqual([]);
  });
});
