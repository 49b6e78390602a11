'use client';

import { useQuery } from '@tanstack/react-query';
import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';
import { useTRPC } from './trpc.tsx';
import { useLiveLab } from './use-live.ts';
import { useRefreshEach } from './use-refresh-each.ts';

export type LabGlanceView = inferRouterOutputs<AppRouter>['lab']['glance'];

const REFRESH_MS = 15_000;
/** With frames only the sessions are left to ask for, and hints tell of those. */
const WITH_FRAMES_MS = 60_000;

/** What runs and what it draws, for the shell of every page; to the second where the page watches the whole lab. */
export function useLabGlance(): LabGlanceView | null {
  const trpc = useTRPC();
  const live = useLiveLab();
  const refetchInterval = useRefreshEach(live ? WITH_FRAMES_MS : REFRESH_MS);
  const { data } = useQuery({ ...trpc.lab.glance.queryOptions(), refetchInterval });
  if (!data) return null;
  if (!live) return data;
  const { powerWatts, measuredMachines, simulatedPowerWatts } = live;
  return { ...data, powerWatts, measuredMachines, simulatedPowerWatts };
}
