import { expect, test } from 'vitest';
import { chosenSet, type LabMachine, labSets } from './lab-sets.ts';
import type { Link } from './link.ts';

const GIB = 1024 ** 3;
function mac(id: string, memoryGb = 64, more: Partial<LabMachine> = {}): LabMachine {
  const plan = {
    name: id,
    chip: 'M4 Pro',
    memoryBytes: memoryGb * GIB,
    wiredLimitBytes: null,
    bandwidthGbPerSecond: 273,
    gpuCores: 20,
    hasNeuralAccelerators: false,
    idleWatts: 5,
    maxWatts: 140,
  };
  return { id, name: id, simulated: false, kind: `mini, ${memoryGb} GB`, plan, whyUnknown: null, ...more };
}
const cable = (a: string, b: string, rdma: boolean | null = true): Link => ({
  aMachineId: a,
  aPort: `to ${b}`,
  bMachineId: b,
  bPort: `to ${a}`,
  speedGbps: 80,
  rdma,
  simulated: false,
});
const shown = (machines: LabMachine[], links: Link[]) =>
  labSets(machines, links).map(({ machines: it, alike, linkWords }) => [
    it.map(({ name }) => name).join(' '),
    alike,
    linkWords,
  ]);

test('machines that are alike are one row, and a mesh has pairs, threes and all', () => {
  const abc = [mac('A'), mac('B'), mac('C')];
  expect(shown(abc, [cable('A', 'B'), cable('B', 'C'), cable('A', 'C')])).toEqual([
    ['A', 3, null],
    ['A B', 3, 'RDMA pair'],
    ['A B C', 1, 'RDMA mesh'],
  ]);
  expect(shown([mac('A'), mac('B', 48)], [])).toEqual([
    ['A', 1, null],
    ['B', 1, null],
  ]);
});

test('a cable that is missing, ruled out or unknown is no RDMA, and says so', () => {
  const abc = [mac('A'), mac('B'), mac('C')];
  expect(shown(abc, [cable('A', 'B'), cable('B', 'C')])).toContainEqual(['A B C', 1, 'TCP, no cable']);
  expect(shown(abc.slice(0, 2), [cable('A', 'B', null)])).toContainEqual(['A B', 1, 'TCP, RDMA unknown']);
  expect(shown(abc.slice(0, 2), [cable('A', 'B', false)])).toContainEqual(['A B', 1, 'TCP, no RDMA']);
  expect(chosenSet(abc, [cable('A', 'B'), cable('B', 'C')])).toMatchObject({
    link: 'tcp',
    linkGap: 'A and C',
  });
});

test('five in a ring are a ring', () => {
  const ids = ['A', 'B', 'C', 'D', 'E'];
  const ring = ids.map((id, at) => cable(id, ids[(at + 1) % 5]!));
  expect(
    shown(
      ids.map((id) => mac(id)),
      ring,
    ),
  ).toContainEqual(['A B C D E', 1, 'RDMA ring']);
});

test('simulated machines stand apart, even where a link claims otherwise', () => {
  const sets = labSets([mac('A'), mac('S', 64, { simulated: true })], [cable('A', 'S')]);
  expect(sets.map((it) => [it.machines.map(({ name }) => name), it.simulated])).toEqual([
    [['A'], false],
    [['S'], true],
  ]);
});

test('machines that nothing is known of are not taken as alike', () => {
  const unknown = { plan: null, whyUnknown: 'Never seen.' };
  expect(shown([mac('A', 64, unknown), mac('B', 64, unknown)], [])).toHaveLength(2);
});

test('a large lab is grouped at once', () => {
  const machines = Array.from({ length: 200 }, (_, at) => mac(`M${at}`, at % 3 === 0 ? 64 : 48));
  const links = Array.from({ length: 300 }, (_, at) =>
    cable(`M${at % 200}`, `M${(at * 7 + 1) % 200}`, at % 5 !== 0),
  );
  const startedAt = performance.now();
  const sets = labSets(machines, links);
  expect(sets.length).toBeLessThan(200);
  expect(performance.now() - startedAt).toBeLessThan(1000);
});
