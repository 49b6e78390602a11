import { expect, test } from 'vitest';
import { labPowerOf } from './lab-power.ts';

let key = 0;
const meter = (id: string, more: { hostId?: string; simulated?: boolean } = {}) => ({
  id,
  key: ++key,
  hostId: null,
  simulated: false,
  ...more,
});
const watts = (values: Record<string, number>) => (id: string) => values[id] ?? null;

test('a host with two agents counts once, each of them as measured', () => {
  const lab = [meter('Pippin', { hostId: 'a' }), meter('Russet', { hostId: 'a' })];
  expect(labPowerOf(lab, watts({ Pippin: 58, Russet: 58 }))).toEqual({
    powerWatts: 58,
    measuredMachines: 2,
    simulatedPowerWatts: null,
  });
});

test('of a shared meter any machine that speaks tells it', () => {
  const lab = [meter('Pippin', { hostId: 'a' }), meter('Russet', { hostId: 'a' })];
  expect(labPowerOf(lab, watts({ Russet: 60 })).powerWatts).toBe(60);
});

test('simulated machines are apart, one host or not', () => {
  const lab = [meter('Anjou'), meter('Sim', { simulated: true }), meter('Sim 2', { simulated: true })];
  expect(labPowerOf(lab, watts({ Anjou: 119, Sim: 300, 'Sim 2': 10 }))).toEqual({
    powerWatts: 119,
    measuredMachines: 1,
    simulatedPowerWatts: 310,
  });
});

test('no word is not zero watts; a true zero is', () => {
  expect(labPowerOf([meter('Anjou')], watts({})).powerWatts).toBeNull();
  expect(labPowerOf([meter('Anjou')], watts({ Anjou: 0 }))).toMatchObject({
    powerWatts: 0,
    measuredMachines: 1,
  });
});

test('a wall meter that speaks is counted once for all that hang on it, and a silent one leaves them to themselves', () => {
  const on = (id: string, key: number, wallWatts: number | null) => ({
    id,
    key,
    simulated: false,
    hostId: id,
    wallId: 'plug',
    wallWatts,
  });
  const watts = new Map([
    ['a', 90],
    ['b', 40],
  ]);
  const wattsOf = (id: string) => watts.get(id) ?? null;
  const powerOf = (wallWatts: number | null) =>
    labPowerOf([on('a', 1, wallWatts), on('b', 2, wallWatts)], wattsOf);
  expect(powerOf(150)).toMatchObject({ powerWatts: 150, measuredMachines: 2 });
  expect(powerOf(null)).toMatchObject({ powerWatts: 130, measuredMachines: 2 });
});
