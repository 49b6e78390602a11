'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { ShownKind } from '@/shared/domain/shown-kind.ts';
import { useRefreshEach } from '../providers/use-refresh-each.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { errorCode } from '../user-message.ts';
import { createPortalClock, type PortalClock } from './portal-clock.ts';
import type { WallView } from './types.ts';

const REFRESH_MS = 15_000;
const HINTED_MS = 2000;

/** What the portal tells, again and again for as long as the screen hangs there. */
export function useWall(show: ShownKind | null) {
  const trpc = useTRPC();
  const refetchInterval = useRefreshEach(REFRESH_MS);
  const { data, error, refetch } = useQuery({
    ...trpc.walls.read.queryOptions({ show }),
    refetchInterval,
    refetchIntervalInBackground: true,
    staleTime: 0,
  });
  const [clock] = useState(createPortalClock);
  useEffect(() => {
    if (data) clock.learn(data.nowMs);
  }, [clock, data]);
  useNewBuild(data);
  return { wall: data ?? null, clock, error, isClosed: errorCode(error) === 'UNAUTHORIZED', refetch };
}

/** Other pages than this one's own are served by now: it loads itself again. */
function useNewBuild(wall: WallView | undefined): void {
  const first = useRef<string | null>(null);
  const build = wall?.build ?? null;
  useEffect(() => {
    first.current ??= build;
    if (build !== first.current) window.location.reload();
  }, [build]);
}

/** Reads again soon after a hint; many hints are one reading. */
export function useReadAgain(): () => void {
  const queries = useQueryClient();
  const trpc = useTRPC();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void queries.invalidateQueries(trpc.walls.read.pathFilter());
    }, HINTED_MS);
  }, [queries, trpc]);
}

/** The portal's time, each second. */
export const usePortalNow = (clock: PortalClock): number =>
  useSyncExternalStore(clock.listen, clock.nowMs, () => 0);
