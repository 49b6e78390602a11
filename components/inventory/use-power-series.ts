'use client';

import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import type { SparkPoint } from '../ui/spark.tsx';

const WINDOW_MS = 15 * 60_000;
const POINTS = 60;
const MACHINES_PER_CALL = 64;

/** The last 15 minutes of power by machine; read again each minute, live readings fill what lies between. */
export function usePowerSeries(machineIds: readonly string[]): ReadonlyMap<string, readonly SparkPoint[]> {
  const trpc = useTRPC();
  const minuteMs = useNow(60_000);
  const to = new Date(minuteMs + 60_000).toISOString();
  const from = new Date(minuteMs - WINDOW_MS).toISOString();
  const chunks = Array.from({ length: Math.ceil(machineIds.length / MACHINES_PER_CALL) }, (_, index) =>
    machineIds.slice(index * MACHINES_PER_CALL, (index + 1) * MACHINES_PER_CALL),
  );
  return useQueries({
    queries: chunks.map((ids) => ({
      ...trpc.metrics.machines.queryOptions({ machineIds: [...ids], from, to, points: POINTS }),
      placeholderData: keepPreviousData,
    })),
    combine: (results) =>
      new Map(
        results
          .flatMap((it) => it.data ?? [])
          .map((it) => [
            it.machineId,
            it.points.map((point) => ({ atMs: new Date(point.at).getTime(), value: point.powerWatts })),
          ]),
      ),
  });
}
