import { describe, expect, it } from 'vitest';
import { findIslands } from './islands.ts';
import type { Link } from './link.ts';

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
        verdict: 'RDMA cables ready',
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
