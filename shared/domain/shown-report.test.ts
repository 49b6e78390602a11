import { describe, expect, test } from 'vitest';
import type { AgentModel, EngineState, MachineFacts } from '../schemas/machine.ts';
import { isShownChange, roundDiskFree } from './shown-report.ts';

test.each([
  [0, 0],
  [99, 99],
  [105, 100],
  [1_449_999_999_999, 1_400_000_000_000],
  [1_400_000_000_000, 1_400_000_000_000],
  [998_765_432_100, 990_000_000_000],
  [41_999_999_999, 41_000_000_000],
  [1000, 1000],
])('%d free bytes are shown as %d', (bytes, shown) => {
  expect(roundDiskFree(bytes)).toBe(shown);
  expect(roundDiskFree(shown)).toBe(shown);
});

const facts: MachineFacts = {
  hostId: 'host',
  hostName: 'studio.lab',
  os: 'macos',
  osVersion: '26.2',
  osBuild: '25C56',
  arch: 'arm64',
  hwModel: 'Mac15,14',
  chip: 'Apple M3 Ultra',
  cpuCores: 32,
  gpuCores: 80,
  memoryBytes: 512 * 1024 ** 3,
  diskFreeBytes: 1_430_000_000_000,
  addresses: [{ interface: 'en0', ipv4: '10.0.0.5' }],
  thunderbolt: [
    {
      receptacle: '1',
      interface: 'en2',
      domainUuid: 'a',
      peerDomainUuid: null,
      speedGbps: 80,
      connected: false,
    },
  ],
  rdma: { enabled: true, devices: [{ name: 'rdma_en2', portActive: false }] },
  onBattery: false,
  thermalPressure: 0,
  simulated: false,
};
const model: AgentModel = {
  id: 'demo',
  title: 'Demo',
  description: 'Tiny.',
  architecture: 'llama',
  layers: 4,
  parameters: 1_000_000,
  weightsBytes: 2_000_000,
  fingerprint: 'one',
  tensorSizes: [1],
  pipelineSizes: [1],
  suggestedQuestions: [],
  problem: null,
};
const engine: EngineState = {
  ready: true,
  mlx: '0.30.0',
  mlxLm: '0.30.0',
  python: '3.12.0',
  backends: ['ring'],
  message: null,
};
const report = { facts, models: [model], engine };

describe('what is shown of a report', () => {
  test.each<[string, Partial<MachineFacts>]>([
    ['free disk within its rounding', { diskFreeBytes: 1_400_000_000_001 }],
    ['an address of no Thunderbolt port', { addresses: [] }],
    ['the pressure on memory', { memoryPressure: 2 }],
    ['the battery', { onBattery: true }],
    ['the thermal pressure', { thermalPressure: 2 }],
    ['no word about thermal pressure', { thermalPressure: undefined }],
    ['the build of its system', { osBuild: '25C60' }],
  ])('%s changes nothing', (_name, change) => {
    expect(isShownChange(report, { ...report, facts: { ...facts, ...change } })).toBe(false);
  });

  test.each<[string, Partial<MachineFacts>]>([
    ['free disk by what is shown', { diskFreeBytes: 1_390_000_000_000 }],
    ['free disk unknown', { diskFreeBytes: null }],
    ['its host name', { hostName: 'other.lab' }],
    ['its system', { osVersion: '26.3' }],
    ['its memory', { memoryBytes: 256 * 1024 ** 3 }],
    ['a cable', { thunderbolt: [{ ...facts.thunderbolt![0]!, connected: true, peerDomainUuid: 'b' }] }],
    [
      'an address of a Thunderbolt port',
      { addresses: [...facts.addresses, { interface: 'en2', ipv4: '192.168.0.1' }] },
    ],
    [
      'a port that came alive',
      { rdma: { enabled: true, devices: [{ name: 'rdma_en2', portActive: true }] } },
    ],
  ])('%s is a change', (_name, change) => {
    expect(isShownChange(report, { ...report, facts: { ...facts, ...change } })).toBe(true);
  });

  test('a model or the engine is a change; the order of keys is none', () => {
    expect(isShownChange(report, { ...report, models: [] })).toBe(true);
    expect(isShownChange(report, { ...report, models: [{ ...model, fingerprint: 'two' }] })).toBe(true);
    expect(isShownChange(report, { ...report, engine: { ...engine, ready: false } })).toBe(true);
    expect(isShownChange({ ...report, facts: null }, report)).toBe(true);
    const turned = Object.fromEntries(Object.entries(engine).toReversed()) as EngineState;
    expect(isShownChange(report, { ...report, engine: turned })).toBe(false);
  });
});
