import { expect, test } from 'vitest';
import { labPowerOf, type PowerReading } from './lab-power.ts';

const machine = (
  name: string,
  more: { simulated?: boolean; status?: string; sharesHostWith?: string[] } = {},
) => ({
  id: name,
  name,
  simulated: false,
  status: 'active',
  sharesHostWith: [] as string[],
  ...more,
});
const readings =
  (values: Record<string, number | null | 'stale'>) =>
  (id: string): PowerReading | null => {
    const value = values[id];
    if (value === undefined) return null;
    return value === 'stale' ? { powerWatts: 50, stale: true } : { powerWatts: value, stale: false };
  };

test('a host with two agents counts once, each of them as measured', () => {
  const lab = [
    machine('Pippin', { sharesHostWith: ['Russet'] }),
    machine('Russet', { sharesHostWith: ['Pippin'] }),
  ];
  expect(labPowerOf(lab, readings({ Pippin: 58, Russet: 58 }))).toEqual({
    watts: 58,
    measured: 2,
    machines: 2,
  });
});

test('simulated and retired machines are in no total', () => {
  const lab = [machine('Anjou'), machine('Sim', { simulated: true }), machine('Old', { status: 'retired' })];
  expect(labPowerOf(lab, readings({ Anjou: 119, Sim: 300, Old: 10 }))).toEqual({
    watts: 119,
    measured: 1,
    machines: 1,
  });
});

test('no word is not zero watts; a true zero is', () => {
  const lab = [machine('Anjou'), machine('Bosc')];
  expect(labPowerOf(lab, readings({ Anjou: null, Bosc: 'stale' }))).toEqual({
    watts: null,
    measured: 0,
    machines: 2,
  });
  expect(labPowerOf(lab, readings({ Anjou: 0 }))).toEqual({ watts: 0, measured: 1, machines: 2 });
});
