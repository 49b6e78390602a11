import type { MetricFrame } from '@/shared/protocol/console.ts';
import type { LiveReading } from '@/shared/schemas/machine.ts';

/** A reading as it came over the wire, its time as a number. */
export type LiveMachineReading = Omit<LiveReading, 'at'> & { atMs: number };
export type LiveSessionReading = { tokensPerSecond: number; completionTokens: number };

const KEPT_READINGS = 120;
const NO_READINGS: readonly LiveMachineReading[] = [];

/** The last two minutes of every machine's readings and the newest of every session's, outside React. */
export function createFrameStore() {
  const machines = new Map<string, readonly LiveMachineReading[]>();
  let sessions = new Map<string, LiveSessionReading>();
  const listeners = new Set<() => void>();
  let revision = 0;

  return {
    take(frame: MetricFrame): void {
      for (const { machineId, live } of frame.machines) {
        const { at, ...rest } = live;
        const reading = { ...rest, atMs: new Date(at).getTime() };
        const known = machines.get(machineId) ?? NO_READINGS;
        const isSame = known.at(-1)?.atMs === reading.atMs;
        machines.set(machineId, [...(isSame ? known.slice(0, -1) : known.slice(1 - KEPT_READINGS)), reading]);
      }
      sessions = new Map(frame.sessions.map((it) => [it.sessionId, it]));
      revision += 1;
      for (const listener of listeners) listener();
    },
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    getRevision: () => revision,
    /** Oldest first; the array is a new one only when a reading has come. */
    readingsOf: (machineId: string): readonly LiveMachineReading[] => machines.get(machineId) ?? NO_READINGS,
    latestOf: (machineId: string): LiveMachineReading | null => machines.get(machineId)?.at(-1) ?? null,
    sessionOf: (sessionId: string): LiveSessionReading | null => sessions.get(sessionId) ?? null,
  };
}
