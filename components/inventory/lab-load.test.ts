import { expect, test } from 'vitest';
import { labLoadOf } from './lab-load.ts';
import type { MachineView } from './types.ts';

const NOW = Date.parse('2026-11-18T22:04:00Z');
const GB = 2 ** 30;
type Told = { name: string; cpu?: number; gpu?: number; used?: number; ageMs?: number; more?: object };

const machine = ({ name, cpu, gpu, used, ageMs = 1000, more }: Told): MachineView =>
  ({
    id: name,
    name,
    simulated: false,
    status: 'active',
    sharesHostWith: [],
    memoryBytes: 64 * GB,
    live: {
      at: new Date(NOW - ageMs).toISOString(),
      stale: false,
      cpuRatio: cpu ?? null,
      gpuRatio: gpu ?? null,
      memoryUsedBytes: used === undefined ? null : used * GB,
      memoryTotalBytes: null,
    },
    ...more,
  }) as unknown as MachineView;
const load = (...told: Told[]) => labLoadOf(told.map(machine), new Map(), NOW);

test('the mean of the GPUs that speak, and of the CPUs where there is no GPU', () => {
  expect(load({ name: 'A', gpu: 0.8, cpu: 0.1 }, { name: 'B', gpu: 0.4 })).toMatchObject({
    of: 'GPU',
    hosts: 2,
  });
  expect(load({ name: 'A', gpu: 0.8, cpu: 0.1 }, { name: 'B', gpu: 0.4 }).ratio).toBeCloseTo(0.6, 9);
  expect(load({ name: 'A', cpu: 0.1 }, { name: 'B' })).toMatchObject({ of: 'CPU', ratio: 0.1, hosts: 1 });
});

test('two agents on one host are one, and what is silent, simulated or retired is not in it', () => {
  const it = load(
    { name: 'A', cpu: 0.5, used: 8, more: { sharesHostWith: ['B'] } },
    { name: 'B', cpu: 0.5, used: 8, more: { sharesHostWith: ['A'] } },
    { name: 'Old', cpu: 1, used: 60, ageMs: 60_000 },
    { name: 'Played', cpu: 1, used: 60, more: { simulated: true } },
    { name: 'Gone', cpu: 1, used: 60, more: { status: 'retired' } },
  );
  expect(it).toMatchObject({ ratio: 0.5, hosts: 1, memoryUsedBytes: 8 * GB, memoryTotalBytes: 64 * GB });
});

test('a lab that tells nothing has no figure', () => {
  expect(load({ name: 'A' })).toMatchObject({ ratio: null, memoryUsedBytes: null });
});
