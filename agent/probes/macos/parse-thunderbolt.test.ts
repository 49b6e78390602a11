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

describe('a name of a hardware port', () => {
  it.each([
    ['Thunderbolt 2', 'en9'],
    ['Thunderbolt-Port 2', 'en9'],
    ['Thunderbolt Ethernet Slot 2', undefined],
    ['Thunderbolt Ethernet Slot 2, Port 2', undefined],
    ['Thunderbolt Bridge 2', undefined],
    ['Thunderbolt FireWire 2', undefined],
  ])('%s', (name, device) => {
    expect(parseHardwarePorts(`Hardware Port: ${name}\nDevice: en9\n`).get('2')).toBe(device);
  });

  it('keeps the first of two ports with one name', () => {
    const twice = 'Hardware Port: Thunderbolt 2\nDevice: en3\nHardware Port: Thunderbolt 2\nDevice: en9\n';
    expect(parseHardwarePorts(twice).get('2')).toBe('en3');
  });
});

describe('parseThunderbolt', () => {
  const bus = (items: unknown[], domain = 'aaaa'): string =>
    JSON.stringify({
      SPThunderboltDataType: [
        {
          domain_uuid_key: domain,
          receptacle_1_tag: { receptacle_id_key: '1', receptacle_status_key: 'receptacle_connected' },
          _items: items,
        },
      ],
    });
  const portOf = (items: unknown[]) => parseThunderbolt(bus(items), new Map())?.[0];
  const mac = { _name: 'Mac Studio', domain_uuid_key: 'bbbb' };

  it('finds a Mac right at the port, behind a dock, and behind a display at a hub', () => {
    const dock = { device_name_key: 'TS4', _items: [mac] };
    const hub = { _name: 'Hub', _items: [{ _name: 'Disk' }, { _name: 'Studio Display', _items: [mac] }] };
    expect(portOf([mac])).toMatchObject({ peerDomainUuid: 'BBBB', through: null });
    expect(portOf([dock])).toMatchObject({ peerDomainUuid: 'BBBB', through: 'TS4' });
    expect(portOf([{ _name: 'Disk' }, hub])).toMatchObject({ peerDomainUuid: 'BBBB', through: 'Hub' });
  });

  it('takes a dock or display alone for no Mac', () => {
    expect(portOf([{ _name: 'Studio Display' }])).toMatchObject({
      peerDomainUuid: null,
      through: 'Studio Display',
      connected: true,
    });
    expect(portOf([{}])).toMatchObject({ peerDomainUuid: null, through: 'Thunderbolt device' });
  });

  it('takes its own domain for no peer, whatever the case', () => {
    expect(portOf([{ domain_uuid_key: 'AAAA' }])).toMatchObject({ domainUuid: 'AAAA', peerDomainUuid: null });
  });

  it('ends in a report that is nested without end', () => {
    let items: unknown[] = [mac];
    for (let depth = 0; depth < 2000; depth += 1) items = [{ _name: `Hub ${depth}`, _items: items }];
    expect(portOf(items)).toMatchObject({ peerDomainUuid: null, through: 'Hub 1999' });
  });

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
      through: null,
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
