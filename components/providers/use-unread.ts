'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from './trpc.tsx';
import { useRefreshEach } from './use-refresh-each.ts';

const REFRESH_MS = 60_000;

/** How much of what one was told is unread, and the newest of it; for the shell of every page. Hints keep it fresh. */
export function useUnread() {
  const trpc = useTRPC();
  const refetchInterval = useRefreshEach(REFRESH_MS);
  return useQuery({ ...trpc.notifications.unread.queryOptions(), refetchInterval }).data ?? null;
}
