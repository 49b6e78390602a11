import { expect, it } from 'vitest';
import { cabledMacs } from '../testing/cabled-macs.ts';
import { findCableDoubts } from './cable-doubts.ts';
import { joinThunderbolt } from './topology.ts';

const pair = () =>
  cabledMacs([{ name: 'Anjou' }, { name: 'Bosc' }], [['Anjou', 2, 'Bosc', 2]]).machines.map(
    ({ machineId, facts }) => ({ machineId, facts: facts! }),
  );

it('has no doubt about a plain cable, nor about two agents of one host', () => {
  const machines = pair();
  expect(findCableDoubts([...machines, { ...machines[1]!, machineId: 'bosc-too' }])).toEqual([]);
});

it('tells a port that two hosts claim, and no cable is drawn to it', () => {
  const machines = pair();
  const copy = { machineId: 'copy', facts: { ...machines[1]!.facts, hostId: 'another' } };
  const doubts = findCableDoubts([...machines, copy]);
  expect(doubts).toContainEqual({ kind: 'same_port', machineIds: ['bosc', 'copy'], ports: ['en3'] });
  expect(joinThunderbolt([...machines, copy])).toEqual([]);
});

it('tells a cable from a machine to itself once, whatever the case of its ids', () => {
  const { facts } = pair()[0]!;
  const loop = facts.thunderbolt!.map((port) => {
    const peer = { en4: 'anjou-4', en5: 'ANJOU-3', en6: 'Anjou-5' }[port.interface ?? ''] ?? null;
    return { ...port, peerDomainUuid: peer };
  });
  expect(findCableDoubts([{ machineId: 'anjou', facts: { ...facts, thunderbolt: loop } }])).toEqual([
    { kind: 'own_cable', machineIds: ['anjou'], ports: ['en4', 'en5'] },
    { kind: 'own_cable', machineIds: ['anjou'], ports: ['en6'] },
  ]);
});
