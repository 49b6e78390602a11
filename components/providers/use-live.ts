'use client';

import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react';
import {
  type FrameStore,
  isStale,
  type Key,
  type LiveLab,
  type LiveRate,
  type LiveReading,
} from './frame-store.ts';
import { useNow } from './now.tsx';
import { useRealtime } from './realtime.tsx';

/** A reading with its age judged now. */
export type ShownReading = LiveReading & { stale: boolean };

const AGE_STEP_MS = 5000;
/** Of more machines than this all are watched: one subscription instead of many. */
const MOST_ALONE = 16;

/** Lists as one text, so that a new array with the same names is not another list. */
const useSameIds = (machineIds: readonly string[]): readonly string[] => {
  const text = machineIds.join(' ');
  return useMemo(() => (text === '' ? [] : text.split(' ')), [text]);
};

/** While mounted, the portal sends these machines' readings; of all of the lab's for `all`. */
export function useWatching(machines: readonly string[] | 'all'): void {
  const client = useRealtime();
  const ids = useSameIds(machines === 'all' ? [] : machines);
  const watchesAll = machines === 'all' || ids.length > MOST_ALONE;
  useEffect(() => {
    const offs = watchesAll
      ? [client.addTopic({ kind: 'live' })]
      : ids.map((machineId) => client.addTopic({ kind: 'live', machineId }));
    return () => {
      for (const off of offs) off();
    };
  }, [client, ids, watchesAll]);
}

/** What has come under that key. `read` gives the same thing again until more has come. */
function useFrame<T>(key: Key, read: (frames: FrameStore) => T, none: T): T {
  const { frames } = useRealtime();
  return useSyncExternalStore(
    useCallback((onChange) => frames.listen(key, onChange), [frames, key]),
    () => read(frames),
    () => none,
  );
}

/** The newest reading of a machine that some part of the page watches. */
export function useLiveReading(machineId: string): ShownReading | null {
  const nowMs = useNow(AGE_STEP_MS);
  const reading = useFrame(`machine ${machineId}`, (frames) => frames.latestOf(machineId), null);
  return reading && { ...reading, stale: isStale(reading, nowMs) };
}

const NO_READINGS: readonly LiveReading[] = [];
/** The last two minutes and a half of the machine's readings, oldest first. */
export const useRecentReadings = (machineId: string): readonly LiveReading[] =>
  useFrame(`machine ${machineId}`, (frames) => frames.readingsOf(machineId), NO_READINGS);

/** The last minutes of several machines, by machine. */
export function useRecentReadingsOf(
  machineIds: readonly string[],
): ReadonlyMap<string, readonly LiveReading[]> {
  const { frames } = useRealtime();
  const ids = useSameIds(machineIds);
  const newest = useNewest(ids);
  return useMemo(
    () => new Map(newest === 0 ? [] : ids.map((id) => [id, frames.readingsOf(id)])),
    [frames, ids, newest],
  );
}

/** The newest readings of several machines; one that has none is left out. */
export function useLiveReadings(machineIds: readonly string[]): ReadonlyMap<string, ShownReading> {
  const { frames } = useRealtime();
  const nowMs = useNow(AGE_STEP_MS);
  const ids = useSameIds(machineIds);
  const newest = useNewest(ids);
  return useMemo(() => {
    const known = newest === 0 ? [] : ids.flatMap((id) => frames.latestOf(id) ?? []);
    return new Map(known.map((it) => [it.machineId, { ...it, stale: isStale(it, nowMs) }]));
  }, [frames, ids, newest, nowMs]);
}

/** Rises whenever one of them has been read anew. */
function useNewest(ids: readonly string[]): number {
  const { frames } = useRealtime();
  return useSyncExternalStore(
    useCallback(
      (onChange) => {
        const offs = ids.map((id) => frames.listen(`machine ${id}`, onChange));
        return () => {
          for (const off of offs) off();
        };
      },
      [frames, ids],
    ),
    () => ids.reduce((sum, id) => sum + (frames.latestOf(id)?.atMs ?? 0), 0),
    () => 0,
  );
}

/** Watts of all these machines now; null when one has no fresh reading, since a part is not the whole. */
export function powerOf(
  machineIds: readonly string[],
  live: ReadonlyMap<string, ShownReading>,
): number | null {
  let sum = 0;
  for (const id of machineIds) {
    const it = live.get(id);
    if (!it || it.stale || it.powerWatts === null) return null;
    sum += it.powerWatts;
  }
  return machineIds.length === 0 ? null : sum;
}

const NO_RATES: readonly LiveRate[] = [];
/** Tokens a second of a session that some part of the page listens to, oldest first. */
export const useSessionRates = (sessionId: string): readonly LiveRate[] =>
  useFrame(`session ${sessionId}`, (frames) => frames.ratesOf(sessionId), NO_RATES);

/** The lab's sum as the last frame told it; null on pages that do not watch the whole lab. */
export function useLiveLab(): LiveLab | null {
  const nowMs = useNow(AGE_STEP_MS);
  const lab = useFrame('lab', (frames) => frames.lab(), null);
  return lab && !isStale(lab, nowMs) ? lab : null;
}
