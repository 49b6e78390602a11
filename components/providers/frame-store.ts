import type { MetricFrame } from '@/shared/protocol/console.ts';
import type { LabPower } from '@/shared/schemas/machine.ts';

/** `atMs` is on the portal's clock, for curves; `heardAtMs` the same moment on this browser's, for telling its age. */
export type LiveReading = MetricFrame['machines'][number] & { heardAtMs: number };
export type LiveRate = { atMs: number; tokensPerSecond: number };
export type LiveLab = LabPower & { heardAtMs: number };

/** Stored curves are read again each minute; until then this much lies beyond their end. */
const KEPT_MS = 150_000;
/** A reading this much older than now is no longer "now". */
export const STALE_AFTER_MS = 10_000;
const NO_READINGS: readonly LiveReading[] = [];
const NO_RATES: readonly LiveRate[] = [];

export type Key = 'lab' | `machine ${string}` | `session ${string}`;

/**
 * What has come over the wire, outside React, once for the whole page: the last minutes of each machine and session
 * that some part of it watches. Parts listen to the machines they show, so a frame renders those rows alone.
 */
export function createFrameStore(nowMs: () => number = Date.now) {
  const machines = new Map<string, readonly LiveReading[]>();
  const sessions = new Map<string, readonly LiveRate[]>();
  let lab: LiveLab | null = null;
  const listeners = new Map<Key, Set<() => void>>();
  const tell = (key: Key): void => {
    for (const listener of listeners.get(key) ?? []) listener();
  };

  return {
    take(frame: MetricFrame): void {
      const heardMs = nowMs();
      const clockMs = heardMs - frame.atMs;
      for (const it of frame.machines) {
        const known = machines.get(it.machineId) ?? NO_READINGS;
        if ((known.at(-1)?.atMs ?? -Infinity) >= it.atMs) continue;
        const reading = { ...it, heardAtMs: it.atMs + clockMs };
        machines.set(it.machineId, [...since(known, it.atMs - KEPT_MS), reading]);
        tell(`machine ${it.machineId}`);
      }
      for (const { sessionId, tokensPerSecond } of frame.sessions) {
        const known = sessions.get(sessionId) ?? NO_RATES;
        sessions.set(sessionId, [
          ...since(known, frame.atMs - KEPT_MS),
          { atMs: frame.atMs, tokensPerSecond },
        ]);
        tell(`session ${sessionId}`);
      }
      if (!frame.lab) return;
      lab = { ...frame.lab, heardAtMs: heardMs };
      tell('lab');
    },
    listen(key: Key, listener: () => void): () => void {
      const those = listeners.get(key) ?? new Set();
      listeners.set(key, those);
      those.add(listener);
      return () => {
        those.delete(listener);
        if (those.size === 0) listeners.delete(key);
      };
    },
    /** Oldest first; the array is a new one only when a reading has come. */
    readingsOf: (machineId: string): readonly LiveReading[] => machines.get(machineId) ?? NO_READINGS,
    latestOf: (machineId: string): LiveReading | null => machines.get(machineId)?.at(-1) ?? null,
    ratesOf: (sessionId: string): readonly LiveRate[] => sessions.get(sessionId) ?? NO_RATES,
    lab: (): LiveLab | null => lab,
  };
}
export type FrameStore = ReturnType<typeof createFrameStore>;

/** All but the oldest that have left the window; nearly always none or one has. */
function since<T extends { atMs: number }>(known: readonly T[], fromMs: number): readonly T[] {
  const first = known.findIndex((it) => it.atMs >= fromMs);
  return first < 0 ? [] : first === 0 ? known : known.slice(first);
}

export const isStale = (reading: { heardAtMs: number }, nowMs: number): boolean =>
  nowMs - reading.heardAtMs > STALE_AFTER_MS;
