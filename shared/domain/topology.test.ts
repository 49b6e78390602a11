import { describe, expect, it } from 'vitest';
import type { ThunderboltPort } from '../schemas/network-facts.ts';
import { linkVerdict } from './link.ts';
import { seededRandom } from './seeded-random.ts';
import { isRdmaReady, joinThunderbolt, type Link, type LinkEnd, type MachineWithFacts } from './topology.ts';

type Facts = NonNullable<MachineWithFacts['facts']>;
const rdma = (names: string[], enabled: boolean | null = true, portActive: boolean | null = true) => ({
  enabled,
  devices: names.map((name) => ({ name: `rdma_${name}`, portActive })),
});
const port = (
  name: string,
  domainUuid: string,
  peerDomainUuid: string | null,
  speedGbps: number | null = 80,
): ThunderboltPort => ({
  receptacle: name.replace('en', ''),
  interface: name,
  domainUuid,
  peerDomainUuid,
  speedGbps,
  connected: peerDomainUuid !== null,
});
const facts = (ports: ThunderboltPort[], more: Partial<Facts> = {}): Facts => ({
  hostId: `host of ${ports[0]?.domainUuid}`,
  addresses: ports.flatMap((each, index) =>
    each.interface === null ? [] : [{ interface: each.interface, ipv4: `192.168.0.${index + 1}` }],
  ),
  thunderbolt: ports,
  rdma: rdma(ports.flatMap((each) => each.interface ?? [])),
  simulated: false,
  ...more,
});

describe('linkVerdict', () => {
  const end = (more: Partial<LinkEnd> = {}): LinkEnd => ({
    interface: 'en3',
    speedGbps: 80,
    rdma: rdma(['en3']),
    ipv4: ['192.168.0.1'],
    bridge: null,
    through: null,
    ...more,
  });
  const withGid = (hasIpv4Gid: boolean | null) => ({
    enabled: true,
    devices: [{ name: 'rdma_en3', portActive: true, hasIpv4Gid }],
  });

  it('is yes only when both ends prove speed, switch and port', () => {
    expect(linkVerdict(end(), end()).rdma).toBe(true);
  });

  it.each<[string, Partial<LinkEnd>]>([
    ['a Thunderbolt 4 cable, although rdma_en3 is listed and active', { speedGbps: 40 }],
    ['RDMA switched off', { rdma: rdma(['en3'], false) }],
    ['no device for the port', { rdma: rdma(['en4']) }],
    ['no devices at all', { rdma: rdma([]) }],
    ['a port that is down', { rdma: rdma(['en3'], true, false) }],
    ['no IPv4 address on the interface', { ipv4: [] }],
    ['a table of addresses with fe80:: alone', { ipv4: [], rdma: withGid(false) }],
    [
      'the interface in the Thunderbolt Bridge, without an address of its own',
      { ipv4: [], bridge: 'bridge0' },
    ],
    ['a dock between', { through: 'TS4' }],
  ])('is no with %s on either end', (_, broken) => {
    expect(linkVerdict(end(broken), end()).rdma).toBe(false);
    expect(linkVerdict(end(), end(broken)).rdma).toBe(false);
  });

  it.each<[string, Partial<LinkEnd>]>([
    ['speed', { speedGbps: null }],
    ['interface', { interface: null }],
    ['RDMA facts', { rdma: null }],
    ['switch', { rdma: rdma(['en3'], null) }],
    ['device list', { rdma: { enabled: true, devices: null } }],
    ['port state', { rdma: rdma(['en3'], true, null) }],
    ['address, which the RDMA device does not list yet', { rdma: withGid(false) }],
  ])('is unknown while one end does not know its %s', (_, silent) => {
    expect(linkVerdict(end(silent), end()).rdma).toBeNull();
    expect(linkVerdict(end(), end(silent)).rdma).toBeNull();
  });

  it('takes a bridge that is up when the interface has its own address, and an IPv4 GID as one', () => {
    expect(linkVerdict(end({ bridge: 'bridge0' }), end({ ipv4: [], rdma: withGid(true) })).rdma).toBe(true);
  });

  it('says what to do about a missing address', () => {
    expect(linkVerdict(end({ ipv4: [], bridge: 'bridge0' }), end()).reason).toBe(
      'en3 has no IPv4 address and stands in bridge0. RDMA needs one at each end: ' +
        'sudo ifconfig en3 inet 192.168.0.1 netmask 255.255.255.252, and 192.168.0.2 at the other.',
    );
  });

  it('lets a known no win over an unknown', () => {
    expect(linkVerdict(end({ rdma: null }), end({ speedGbps: 40 })).rdma).toBe(false);
  });
});

describe('isRdmaReady', () => {
  it.each([
    [null, null],
    [rdma(['en3']), true],
    [rdma(['en3'], false), false],
    [rdma(['en3'], null), null],
    [rdma([]), false],
    [{ enabled: true, devices: null }, null],
  ])('%j is %s', (value, expected) => {
    expect(isRdmaReady({ rdma: value })).toBe(expected);
  });
});

describe('joinThunderbolt', () => {
  const a = facts([port('en3', 'A3', 'B5'), port('en4', 'A4', null, 120)]);
  const b = facts([port('en5', 'B5', 'A3')]);

  it('finds one cable seen from both ends, whatever the order of the machines', () => {
    const link: Link = {
      aMachineId: 'a',
      aPort: 'en3',
      bMachineId: 'b',
      bPort: 'en5',
      speedGbps: 80,
      rdma: true,
      simulated: false,
    };
    const machines = [
      { machineId: 'a', facts: a },
      { machineId: 'b', facts: b },
    ];
    expect(joinThunderbolt(machines)).toEqual([link]);
    expect(joinThunderbolt(machines.toReversed())).toEqual([link]);
  });

  it('shows a cable that one end has not reported yet, with RDMA unknown', () => {
    const late = facts([port('en5', 'B5', null, 120)]);
    expect(
      joinThunderbolt([
        { machineId: 'a', facts: a },
        { machineId: 'b', facts: late },
      ]),
    ).toMatchObject([{ speedGbps: 80, rdma: null }]);
  });

  it('drops a cable whose other end names somebody else', () => {
    const moved = facts([port('en5', 'B5', 'C9')]);
    expect(
      joinThunderbolt([
        { machineId: 'a', facts: a },
        { machineId: 'b', facts: moved },
      ]),
    ).toEqual([]);
  });

  it('takes the slower end of a Thunderbolt 4 cable and calls it not ready', () => {
    const slow = facts([port('en5', 'B5', 'A3', 40)]);
    expect(
      joinThunderbolt([
        { machineId: 'a', facts: a },
        { machineId: 'b', facts: slow },
      ]),
    ).toMatchObject([{ speedGbps: 40, rdma: false }]);
  });

  it('ignores strangers, loops on one machine and machines without facts', () => {
    const loop = facts([port('en3', 'A3', 'A4'), port('en4', 'A4', 'A3'), port('en5', 'A5', 'a phone')]);
    expect(
      joinThunderbolt([
        { machineId: 'a', facts: loop },
        { machineId: 'b', facts: null },
      ]),
    ).toEqual([]);
  });

  it('counts a cable once when two agents report the same host', () => {
    const machines = ['a', 'a2'].map((machineId) => ({ machineId, facts: a }));
    expect(joinThunderbolt([...machines, { machineId: 'b', facts: b }])).toMatchObject([
      { aMachineId: 'a', bMachineId: 'b' },
    ]);
  });

  it('keeps parallel cables apart and names a port without interface by its receptacle', () => {
    const left = facts([
      port('en10', 'A10', 'B10'),
      port('en4', 'A4', 'B4'),
      { ...port('en6', 'A6', 'B6'), interface: null },
    ]);
    const right = facts([port('en10', 'B10', 'A10'), port('en4', 'B4', 'A4'), port('en6', 'B6', 'A6')]);
    const links = joinThunderbolt([
      { machineId: 'a', facts: left },
      { machineId: 'b', facts: right },
    ]);
    expect(links.map((link) => [link.aPort, link.rdma])).toEqual([
      ['en4', true],
      ['en10', true],
      ['Thunderbolt 6', null],
    ]);
  });

  it('joins ids whatever their case', () => {
    const lower = facts([port('en5', 'b5', 'a3')]);
    expect(
      joinThunderbolt([
        { machineId: 'a', facts: a },
        { machineId: 'b', facts: lower },
      ]),
    ).toMatchObject([{ aPort: 'en3', bPort: 'en5' }]);
  });

  it('keeps the cables of two ports that report one domain', () => {
    const twin = facts([port('en3', 'AA', 'B5'), port('en4', 'AA', 'C6')]);
    const links = joinThunderbolt([
      { machineId: 'a', facts: twin },
      { machineId: 'b', facts: facts([port('en5', 'B5', 'AA')]) },
      { machineId: 'c', facts: facts([port('en6', 'C6', 'AA')]) },
    ]);
    expect(links.map((link) => [link.bMachineId, link.aPort, link.bPort, link.rdma])).toEqual([
      ['b', 'en3', 'en5', true],
      ['c', 'en4', 'en6', true],
    ]);
  });

  it('does not guess for RDMA which of two like ports is at which end', () => {
    const links = joinThunderbolt([
      { machineId: 'a', facts: facts([port('en3', 'AA', 'BB'), port('en4', 'AA', 'BB')]) },
      { machineId: 'b', facts: facts([port('en5', 'BB', 'AA'), port('en6', 'BB', 'AA')]) },
    ]);
    expect(links.map((link) => [link.aPort, link.rdma])).toEqual([
      ['en3', null],
      ['en4', null],
    ]);
  });

  it('draws no cable to a port that two hosts claim', () => {
    const machines = [
      { machineId: 'a', facts: a },
      { machineId: 'b', facts: b },
      { machineId: 'c', facts: { ...b, hostId: 'another' } },
    ];
    expect(joinThunderbolt(machines)).toEqual([]);
  });

  it('sees a Mac behind a dock, and that RDMA can not use the way', () => {
    const behind = facts([{ ...port('en3', 'A3', 'B5'), through: 'TS4' }]);
    expect(
      joinThunderbolt([
        { machineId: 'a', facts: behind },
        { machineId: 'b', facts: b },
      ]),
    ).toMatchObject([{ rdma: false, through: 'TS4' }]);
  });

  it('knows an address by the interfaces an agent reports, or by the addresses of an older one', () => {
    const bare: Facts = { ...a, addresses: [] };
    const listed: Facts = {
      ...bare,
      interfaces: [
        {
          name: 'en3',
          up: true,
          active: true,
          ipv4: [{ address: '192.168.0.1', prefixLength: 30 }],
          hasIpv6LinkLocal: true,
          members: [],
        },
      ],
    };
    const rdmaOf = (near: Facts) =>
      joinThunderbolt([
        { machineId: 'a', facts: near },
        { machineId: 'b', facts: b },
      ])[0]?.rdma;
    expect([rdmaOf(bare), rdmaOf(listed), rdmaOf(a)]).toEqual([false, true, true]);
  });

  it('draws no port twice, no cable to the machine itself, and the same from any order, whatever is reported', () => {
    const random = seededRandom(29);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    const ids = ['A', 'B', 'C', 'D', 'E', 'F', 'a', 'b'];
    for (let round = 0; round < 300; round += 1) {
      const machines = Array.from({ length: 5 }, (_, index) => ({
        machineId: `m${index}`,
        facts: facts(
          Array.from({ length: 4 }, (__, at) => port(`en${at}`, pick(ids), pick([...ids, null]))),
          { hostId: pick(['one', 'two', `host ${index}`]) },
        ),
      }));
      const links = joinThunderbolt(machines);
      const ends = links.flatMap((link) => [
        `${link.aMachineId} ${link.aPort}`,
        `${link.bMachineId} ${link.bPort}`,
      ]);
      expect(new Set(ends).size).toBe(ends.length);
      const hostOf = new Map(machines.map((it) => [it.machineId, it.facts.hostId]));
      expect(links.filter((it) => hostOf.get(it.aMachineId) === hostOf.get(it.bMachineId))).toEqual([]);
      expect(joinThunderbolt(machines.toReversed())).toEqual(links);
    }
  });

  it('marks a cable of a simulated machine as simulated', () => {
    const machines = [
      { machineId: 'a', facts: { ...a, simulated: true } },
      { machineId: 'b', facts: { ...b, simulated: true } },
    ];
    expect(joinThunderbolt(machines)).toMatchObject([{ simulated: true }]);
  });
});
