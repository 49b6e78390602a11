import { describe, expect, it } from 'vitest';
import type { MachineFacts, ThunderboltPort } from '../schemas/machine.ts';
import { linkVerdict } from './link.ts';
import { findIslands, isRdmaReady, joinThunderbolt, type Link, type LinkEnd } from './topology.ts';

type Facts = Pick<MachineFacts, 'thunderbolt' | 'rdma' | 'simulated'>;
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
    ...more,
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
  ])('is unknown while one end does not know its %s', (_, silent) => {
    expect(linkVerdict(end(silent), end()).rdma).toBeNull();
    expect(linkVerdict(end(), end(silent)).rdma).toBeNull();
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

  it('marks a cable of a simulated machine as simulated', () => {
    const machines = [
      { machineId: 'a', facts: { ...a, simulated: true } },
      { machineId: 'b', facts: { ...b, simulated: true } },
    ];
    expect(joinThunderbolt(machines)).toMatchObject([{ simulated: true }]);
  });
});

describe('findIslands', () => {
  const machine = (name: string, more: { hostId?: string; simulated?: boolean } = {}) => ({
    id: name.toLowerCase(),
    name,
    hostId: `host of ${name}`,
    simulated: false,
    ...more,
  });
  const link = (a: string, b: string, ready: boolean | null = true): Link => ({
    aMachineId: a,
    aPort: 'en3',
    bMachineId: b,
    bPort: 'en3',
    speedGbps: 80,
    rdma: ready,
    simulated: false,
  });
  const trio = ['Anjou', 'Bosc', 'Comice'].map((name) => machine(name));

  it('sees a mesh of three with RDMA', () => {
    expect(
      findIslands(trio, [link('anjou', 'bosc'), link('bosc', 'comice'), link('anjou', 'comice')]),
    ).toEqual([
      {
        id: 'cabled:anjou',
        title: 'Anjou, Bosc, Comice',
        kind: 'rdma_mesh',
        cablesSeen: 3,
        cablesWanted: 3,
        verdict: 'RDMA ready',
        simulated: false,
        machineIds: ['anjou', 'bosc', 'comice'],
      },
    ]);
  });

  it('says which cable a chain lacks', () => {
    expect(findIslands(trio, [link('anjou', 'bosc'), link('bosc', 'comice')])).toMatchObject([
      { kind: 'chain', cablesSeen: 2, cablesWanted: 3, verdict: 'Mesh needs Anjou to Comice' },
    ]);
  });

  it.each([
    [false, 'RDMA not ready: Bosc to Comice'],
    [null, 'RDMA unknown: Bosc to Comice'],
  ])('calls a mesh with a cable of RDMA %s no RDMA mesh', (ready, verdict) => {
    const links = [link('anjou', 'bosc'), link('bosc', 'comice', ready), link('anjou', 'comice')];
    expect(findIslands(trio, links)).toMatchObject([{ kind: 'mesh', verdict }]);
  });

  it('counts parallel cables as one pair, and one good cable of a pair is enough', () => {
    const links = [link('anjou', 'bosc', false), link('anjou', 'bosc')];
    expect(findIslands(trio.slice(0, 2), links)).toMatchObject([
      { kind: 'rdma_mesh', cablesSeen: 1, cablesWanted: 1 },
    ]);
  });

  it('refuses an RDMA mesh of nine', () => {
    const nine = Array.from({ length: 9 }, (_, index) => machine(`Mac ${index}`));
    const links = nine.flatMap((one, i) => nine.slice(i + 1).map((other) => link(one.id, other.id)));
    expect(findIslands(nine, links)).toMatchObject([
      { kind: 'mesh', verdict: 'RDMA mesh takes up to 8 Macs' },
    ]);
  });

  it('groups machines of one computer, then the ones on their own, simulated last', () => {
    const machines = [
      machine('What-if 10', { simulated: true, hostId: 'box' }),
      machine('What-if 9', { simulated: true, hostId: 'box' }),
      machine('Pippin'),
      machine('Box two', { hostId: 'box' }),
      machine('Box one', { hostId: 'box' }),
      machine('Gala'),
      ...trio.slice(0, 2),
    ];
    const islands = findIslands(machines, [link('anjou', 'bosc')]);
    expect(islands.map(({ kind, machineIds, simulated }) => [kind, machineIds, simulated])).toEqual([
      ['rdma_mesh', ['anjou', 'bosc'], false],
      ['one_host', ['box one', 'box two'], false],
      ['none', ['gala', 'pippin'], false],
      ['none', ['what-if 9', 'what-if 10'], true],
    ]);
    expect(findIslands(machines.toReversed(), [link('bosc', 'anjou')])).toEqual(islands);
  });

  it('does not call machines of unknown hosts one computer', () => {
    const machines = [machine('A'), machine('B')].map((each) => ({ ...each, hostId: null }));
    expect(findIslands(machines, [])).toMatchObject([{ kind: 'none' }]);
  });

  it('ignores cables to machines it was not given', () => {
    expect(findIslands([machine('Gala')], [link('gala', 'elsewhere')])).toMatchObject([{ kind: 'none' }]);
  });
});
