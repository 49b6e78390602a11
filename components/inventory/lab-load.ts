import type { LiveFigures } from '@/shared/schemas/machine.ts';
import { newestReading } from './newest-reading.ts';
import type { MachineView } from './types.ts';

export type LabLoad = {
  /** Mean of the hosts that told it now, 0 to 1; of their GPUs, else of their CPUs. */
  ratio: number | null;
  of: 'GPU' | 'CPU';
  hosts: number;
  memoryUsedBytes: number | null;
  memoryTotalBytes: number;
  memoryHosts: number;
};
type Framed = ReadonlyMap<string, LiveFigures & { atMs: number; stale: boolean }>;

/** Real machines only, and two agents on one host once: they read the same meters. */
export function labLoadOf(machines: readonly MachineView[], framed: Framed, nowMs: number): LabLoad {
  const seen = new Set<string>();
  const told = machines.flatMap((machine) => {
    if (machine.simulated || machine.status === 'retired') return [];
    const reading = newestReading(machine, framed.get(machine.id) ?? null, nowMs);
    const host = [machine.name, ...machine.sharesHostWith].toSorted().join('\n');
    if (!reading || reading.stale || seen.has(host)) return [];
    seen.add(host);
    return [{ ...reading, totalBytes: reading.memoryTotalBytes ?? machine.memoryBytes }];
  });
  const gpu = told.flatMap((it) => it.gpuRatio ?? []);
  const ratios = gpu.length > 0 ? gpu : told.flatMap((it) => it.cpuRatio ?? []);
  const memory = told.filter((it) => it.memoryUsedBytes !== null && it.totalBytes !== null);
  return {
    ratio: ratios.length === 0 ? null : sum(ratios) / ratios.length,
    of: gpu.length > 0 ? 'GPU' : 'CPU',
    hosts: ratios.length,
    memoryUsedBytes: memory.length === 0 ? null : sum(memory.map((it) => it.memoryUsedBytes ?? 0)),
    memoryTotalBytes: sum(memory.map((it) => it.totalBytes ?? 0)),
    memoryHosts: memory.length,
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, it) => total + it, 0);
