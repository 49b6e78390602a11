'use client';

import { useQuery } from '@tanstack/react-query';
import { useRefreshEach } from '../providers/use-refresh-each.ts';
import { useTRPC } from '../providers/trpc.tsx';
import type { SparkPoint } from '../ui/spark.tsx';

const MINUTE_MS = 60_000;
const MINUTES = 15;

/** The last 15 minutes of power by machine; read again each minute, live readings fill what lies between. */
export function usePowerSeries(): ReadonlyMap<string, readonly SparkPoint[]> | undefined {
  const trpc = useTRPC();
  const { data } = useQuery({
    ...trpc.metrics.recentPower.queryOptions(
      { points: MINUTES },
      { refetchInterval: useRefreshEach(MINUTE_MS) },
    ),
    select: ({ fromMs, stepMs, machines }) =>
      new Map(
        machines.map(({ machineId, watts }) => [
          machineId,
          // A minute's mean stands in its middle.
          watts.map((value, index) => ({ atMs: fromMs + (index + 0.5) * stepMs, value })),
        ]),
      ),
  });
  return data;
}
