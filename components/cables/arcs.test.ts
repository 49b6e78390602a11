import { describe, expect, test } from 'vitest';
import { layoutArcs, portLeft } from './arcs.ts';
import { chosenSet, groupCables, labelCables, uncabledMachines } from './cable-groups.ts';
import type { CableIslandView, CableMachineView, CableMapView, CableView } from './types.ts';

const NAMES = ['Anjou', 'Bosc', 'Comice', 'Concorde'];

const machine = (name: string, ports = ['en3', 'en4', 'en5']): CableMachineView => ({
  id: name,
  name,
  modelName: 'Mac Studio',
  simulated: false,
  connection: 'online',
  reportedAt: null,
  rdma: true,
  tellsPorts: true,
  noRdma: null,
  ports: ports.map((key, index) => ({
    key,
    name: key,
    label: String(index + 1),
    isUsed: true,
    isDoubtful: false,
  })),
});
const end = (machineId: string, port: string): CableView['a'] => ({
  machineId,
  port,
  portName: port,
  device: null,
  deviceActive: null,
  address: null,
  bridge: 'off',
  bridgeName: null,
  isReported: true,
});
const cable = (a: string, aPort: string, b: string, bPort: string): CableView => ({
  id: `${a}~${aPort}`,
  a: end(a, aPort),
  b: end(b, bPort),
  speedGbps: 80,
  rdma: true,
  reason: 'RDMA ready.',
  origin: 'seen',
  entered: null,
  since: null,
  through: null,
  simulated: false,
});
const island = (names: readonly string[], more: Partial<CableIslandView> = {}): CableIslandView => ({
  id: `cabled:${names[0]}`,
  title: names.join(', '),
  kind: 'mesh',
  cablesSeen: 1,
  cablesWanted: 1,
  verdict: null,
  simulated: false,
  machineIds: [...names],
  missing: [],
  ...more,
});
const MESH = [
  cable('Anjou', 'en3', 'Bosc', 'en3'),
  cable('Anjou', 'en4', 'Comice', 'en3'),
  cable('Anjou', 'en5', 'Concorde', 'en3'),
  cable('Bosc', 'en4', 'Comice', 'en4'),
  cable('Bosc', 'en5', 'Concorde', 'en4'),
  cable('Comice', 'en5', 'Concorde', 'en5'),
];
const ends = (path: string) => [/^M([\d.]+) 0/, / ([\d.]+) 0$/].map((it) => Number(it.exec(path)?.[1]));

describe('layoutArcs', () => {
  const machines = NAMES.map((name) => machine(name));

  test('an arc goes from port to port, deeper the farther apart its machines are', () => {
    const { width, arcs } = layoutArcs(machines, MESH, island(NAMES));
    expect(width).toBe(400);
    const arc = (id: string) => arcs.find(({ key }) => key === id)!;
    expect(ends(arc('Anjou~en3').path)).toEqual([25, 125]);
    expect(ends(arc('Anjou~en5').path)).toEqual([75, 325]);
    const depths = ['Anjou~en3', 'Anjou~en4', 'Anjou~en5'].map((id) => arc(id).labelTop);
    expect(depths).toEqual([36, 66, 96]);
  });

  test('no label covers another, and each stands on the drawing', () => {
    const { arcs } = layoutArcs(machines, MESH, island(NAMES));
    for (const [index, one] of arcs.entries()) {
      expect(one.labelLeft).toBeGreaterThan(0);
      expect(one.labelLeft).toBeLessThan(100);
      expect(one.labelTop).toBeLessThanOrEqual(96);
      for (const other of arcs.slice(index + 1)) {
        const isApart =
          Math.abs(one.labelLeft - other.labelLeft) > 3.5 || Math.abs(one.labelTop - other.labelTop) > 12;
        expect(isApart, `${one.key} and ${other.key}`).toBe(true);
      }
    }
  });

  test('two cables of one pair hang at different depths', () => {
    const pair = [cable('Anjou', 'en3', 'Bosc', 'en3'), cable('Anjou', 'en4', 'Bosc', 'en4')];
    const { arcs } = layoutArcs(machines.slice(0, 2), pair, island(NAMES.slice(0, 2)));
    expect(new Set(arcs.map(({ path }) => path.split(' ')[1])).size).toBe(2);
  });

  test('a missing cable hangs from the free ports it would take; where one may be, nothing is drawn', () => {
    const gap = {
      aMachineId: 'Anjou',
      aPort: 'en5',
      bMachineId: 'Bosc',
      bPort: null,
      isSilent: false,
      text: '',
    };
    const of = (isSilent: boolean) =>
      layoutArcs(machines.slice(0, 2), [], island(NAMES.slice(0, 2), { missing: [{ ...gap, isSilent }] }))
        .arcs;
    expect(of(false)).toMatchObject([{ cable: null }]);
    // A port that nobody knows stands in the middle of its machine.
    expect(ends(of(false)[0]!.path)).toEqual([75, 150]);
    expect(of(true)).toEqual([]);
  });

  test('a cable to a machine that is not drawn is left to the table', () => {
    expect(layoutArcs(machines.slice(0, 1), MESH, island(['Anjou'])).arcs).toEqual([]);
  });
});

test('ports stand apart within their machine, whatever their number', () => {
  const many = machine('Anjou', ['a', 'b', 'c', 'd', 'e', 'f']);
  const lefts = many.ports.map(({ key }) => portLeft(many, key));
  expect(lefts).toEqual(lefts.toSorted((a, b) => a - b));
  expect(Math.min(...lefts)).toBeGreaterThan(0);
  expect(Math.max(...lefts)).toBeLessThan(100);
});

describe('the groups of a lab', () => {
  const map: CableMapView = {
    machines: [...NAMES, 'Gala'].map((name) => machine(name)),
    cables: [MESH[0]!, MESH[5]!],
    islands: [
      island(['Anjou', 'Bosc']),
      island(['Comice', 'Concorde']),
      island(['Gala'], { id: 'alone', kind: 'none', cablesSeen: 0, cablesWanted: 0 }),
    ],
    unseen: [],
    doubts: [],
  };

  test('each cable has a name of its own, each machine one place', () => {
    const groups = groupCables(map);
    expect(groups.map(({ machines }) => machines.map(({ name }) => name))).toEqual([
      ['Anjou', 'Bosc'],
      ['Comice', 'Concorde'],
    ]);
    expect([...labelCables(groups)]).toEqual([
      ['Anjou~en3', 'A1'],
      ['Comice~en5', 'B1'],
    ]);
    expect(uncabledMachines(map).map(({ name }) => name)).toEqual(['Gala']);
  });

  test('an address without a choice opens on the first island; an empty choice stays empty', () => {
    expect(chosenSet(null, map)).toEqual(['Anjou', 'Bosc']);
    expect(chosenSet('none', map)).toEqual([]);
    expect(chosenSet('Gala,Anjou,,Gala', map)).toEqual(['Gala', 'Anjou']);
    expect(chosenSet(null, { ...map, islands: map.islands.slice(2) })).toEqual([]);
  });
});
