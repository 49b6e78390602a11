import { setNewest } from '@/shared/domain/newest.ts';
import type { MetricFrame } from '@/shared/protocol/console.ts';
import type { LiveSample } from '@/shared/schemas/machine.ts';

/** More than any lab has; of more, those that have been silent longest are forgotten. */
const MOST_MACHINES = 5000;
/** An older reading is not the machine's power of this moment. */
const FRESH_MS = 10_000;

export type BoardReading = MetricFrame['machines'][number];

/** The newest reading a machine, in memory only, as screens show it: no more digits than that. */
export function createLiveBoard() {
  const newest = new Map<string, BoardReading>();
  const take = (reading: BoardReading): boolean => {
    const { machineId } = reading;
    if ((newest.get(machineId)?.atMs ?? -Infinity) >= reading.atMs) return false;
    setNewest(newest, machineId, reading, MOST_MACHINES);
    return true;
  };
  return {
    /** False when a newer one is known. A reading from the future is one of now: clocks differ. */
    put(machineId: string, sample: LiveSample, nowMs: number): boolean {
      const atMs = Math.min(sample.at.getTime(), nowMs);
      return take(toReading(machineId, sample, atMs));
    },
    /** One that another portal has put already. */
    take,
    of: (machineId: string): BoardReading | undefined => newest.get(machineId),
    all: (): BoardReading[] => [...newest.values()],
    freshWatts(machineId: string, nowMs: number): number | null {
      const reading = newest.get(machineId);
      return reading && nowMs - reading.atMs <= FRESH_MS ? reading.powerWatts : null;
    },
  };
}
export type LiveBoard = ReturnType<typeof createLiveBoard>;

const rounded = (value: number | null, digits: number): number | null =>
  value === null ? null : Number(value.toFixed(digits));

function toReading(machineId: string, sample: LiveSample, atMs: number): BoardReading {
  const { powerSource, memoryUsedBytes, memoryTotalBytes } = sample;
  return {
    machineId,
    atMs,
    powerWatts: rounded(sample.powerWatts, 2),
    powerSource,
    cpuRatio: rounded(sample.cpuRatio, 3),
    gpuRatio: rounded(sample.gpuRatio, 3),
    memoryUsedBytes,
    memoryTotalBytes,
    temperatureCelsius: rounded(sample.temperatureCelsius, 1),
  };
}
