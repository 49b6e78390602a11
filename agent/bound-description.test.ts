import { shapeOf } from '@/shared/domain/model-config/shape-of.ts';
import { expect, test } from 'vitest';
import { agentEvents } from '@/shared/protocol/agent.ts';
import type { AgentModel, EngineState, MachineFacts } from '@/shared/schemas/machine.ts';
import { boundDescription } from './bound-description.ts';
import { bytesAsJson } from './bounded.ts';

const LONG = `\u0000\uD83D${'漢😀\u0001'.repeat(100_000)}`;
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const facts: MachineFacts = {
  hostId: 'h',
  hostName: 'studio.lab',
  os: 'linux',
  osVersion: null,
  osBuild: null,
  arch: 'arm64',
  hwModel: null,
  chip: null,
  cpuCores: 4,
  gpuCores: null,
  memoryBytes: 2 ** 36,
  diskFreeBytes: 10,
  addresses: [{ interface: 'en0', ipv4: '10.0.0.1' }],
  thunderbolt: null,
  rdma: null,
  onBattery: null,
  simulated: false,
};
const engine: EngineState = {
  ready: true,
  mlx: '0.32.4',
  mlxLm: '0.32.2',
  python: '3.11',
  backends: ['ring'],
  message: null,
};
const model = (id: string): AgentModel => ({
  id,
  title: id,
  description: 'A model.',
  architecture: 'llama',
  layers: 4,
  parameters: 3_000_000,
  weightsBytes: 12_000_000,
  fingerprint: 'f'.repeat(64),
  tensorSizes: [2],
  pipelineSizes: [],
  suggestedQuestions: ['Why?'],
  problem: null,
});
const SHAPE = shapeOf({ model_type: 'llama', num_hidden_layers: 4, hidden_size: 64 })!;
const hello = { protocolVersion: 2, agentVersion: '1', bootId: 'b', running: [] };
const isTaken = (told: object): boolean =>
  agentEvents['agent:hello'].payload.safeParse({ ...hello, ...told }).success;

test('an ordinary machine is told as it is', () => {
  const found = { facts, models: [model('a'), model('org/b')], engine };
  expect(boundDescription(found)).toEqual({ ...found, leftOut: 0 });
});

test('ten thousand models, long names and long lists make one message that a portal takes', () => {
  const loud = (id: string): AgentModel => ({
    ...model(id),
    title: LONG,
    description: LONG,
    suggestedQuestions: many(1000, () => LONG.slice(0, 2000)),
    tensorSizes: many(5000, (n) => n),
  });
  const { leftOut, ...told } = boundDescription({
    facts: {
      ...facts,
      hostName: LONG,
      chip: LONG,
      addresses: many(5000, () => ({ interface: LONG.slice(0, 3000), ipv4: LONG.slice(0, 3000) })),
      rdma: { enabled: null, devices: many(5000, () => ({ name: LONG.slice(0, 3000), portActive: null })) },
      thunderbolt: many(5000, () => ({
        receptacle: LONG.slice(0, 3000),
        interface: null,
        domainUuid: LONG.slice(0, 3000),
        peerDomainUuid: LONG.slice(0, 3000),
        speedGbps: 40,
        connected: true,
      })),
    },
    models: many(10_000, (n) => (n < 20 ? loud(`loud-${n}`) : model(`m-${n}`))),
    engine: { ...engine, message: LONG },
  });
  expect(bytesAsJson(told)).toBeLessThan(900_000);
  expect(isTaken(told)).toBe(true);
  expect(told.models.length).toBeGreaterThan(0);
  expect(leftOut).toBe(10_000 - told.models.length);
  expect(JSON.stringify(told)).not.toMatch(/\\u0000|\\ud83d"/i);
});

test('as many small models as are told are the first ones', () => {
  const { models, leftOut } = boundDescription({ facts, models: many(300, (n) => model(`m-${n}`)), engine });
  expect(models.map((it) => it.id)).toEqual(many(200, (n) => `m-${n}`));
  expect(leftOut).toBe(100);
});

test('where shapes do not fit too, models go without them rather than not at all', () => {
  const shape = { ...SHAPE, doubts: many(8, () => 'x'.repeat(400)) };
  const { models, leftOut } = boundDescription({
    facts,
    models: many(150, (n) => ({ ...model(`m-${n}`), shape })),
    engine,
  });
  expect([models.length, leftOut]).toEqual([150, 0]);
  expect(models.some((it) => it.shape)).toBe(false);
  expect(boundDescription({ facts, models: [{ ...model('one'), shape }], engine }).models[0]!.shape).toEqual(
    shape,
  );
});

test('numbers that can’t be become unknown, and a model that is nothing without them says so', () => {
  const told = boundDescription({
    facts: { ...facts, memoryBytes: 1.5, diskFreeBytes: Number.NaN, cpuCores: -1 },
    models: [
      { ...model('odd'), parameters: 1e300, layers: 0.5 },
      { ...model('lost'), weightsBytes: Number.NaN },
    ],
    engine,
  });
  expect(isTaken(told)).toBe(true);
  expect(told.facts).toEqual({ ...facts, memoryBytes: null, diskFreeBytes: null, cpuCores: null });
  expect(told.models[0]).toEqual({ ...model('odd'), parameters: null, layers: null });
  expect(told.models[1]).toMatchObject({ id: 'lost', title: 'lost', weightsBytes: 0 });
  expect(told.models[1]!.problem).toContain('Download it again');
});
