import { expect, test } from 'vitest';
import { agentModel, engineState } from '../../testing/factories.ts';
import { judgeModels, type MachineForStart } from './startable-models.ts';

const GIB = 1024 ** 3;
const model = agentModel({ title: 'Kimi', weightsBytes: 200 * GIB });
const machine = (more: Partial<MachineForStart> = {}): MachineForStart => ({
  id: 'bosc',
  name: 'Bosc',
  isConnected: true,
  needsAttention: null,
  cordon: null,
  isOutdated: false,
  engine: engineState(),
  models: [model],
  limitBytes: 384 * GIB,
  unmanaged: [],
  ...more,
});
const held = (gigabytes: number) => [
  { pid: 40, user: 'dana', program: 'ollama', memoryBytes: gigabytes * GIB },
];
const refusal = (...machines: MachineForStart[]) => judgeModels(machines)[0]!.refusal;

test('what others’ programs hold keeps a model from starting where it leaves less than its weights', () => {
  expect(refusal(machine({ unmanaged: held(312) }))).toBe(
    'Of the 384\u202fGB that Bosc may use, others hold 312\u202fGB by ollama (dana), and this model needs 200\u202fGB there at least. Ask them to end it, or choose other machines.',
  );
  expect(refusal(machine({ unmanaged: held(150) }))).toBeNull();
  const two = [machine({ unmanaged: held(280) }), machine({ id: 'anjou', name: 'Anjou' })];
  expect(refusal(...two)).toBeNull();
});

test('where nobody could look, or the limit is not known, nothing is held against it', () => {
  expect(refusal(machine({ unmanaged: null }))).toBeNull();
  expect(refusal(machine({ unmanaged: held(312), limitBytes: null }))).toBeNull();
});
