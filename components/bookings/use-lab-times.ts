'use client';

import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import type { UsedTimes } from './timeline-row.tsx';
import type { TimelineContents } from './timeline-bars.ts';
import { type TimelineWindow, windowParts } from './timeline-window.ts';
import type { BookingView, DrawnHold, MaintenanceView } from './types.ts';

const MOST = 2000;
type Part<T> = { data: T[] | undefined; error: unknown; refetch: () => Promise<unknown> };

/** What stands in each part comes once, though it may lie in several. */
function joinParts<T extends { id: string; startsAt: string }>(parts: readonly Part<T>[]) {
  const rows = new Map(parts.flatMap((it) => it.data ?? []).map((it) => [it.id, it]));
  return {
    rows: [...rows.values()].toSorted((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt)),
    isPending: parts.some((it) => it.data === undefined && !it.error),
    isCut: parts.some((it) => it.data?.length === MOST),
    failed: parts.find((it) => it.error && it.data === undefined) ?? null,
  };
}

/** What is held at this moment; one that is over since is no longer there. */
function useHolds(window: TimelineWindow): readonly DrawnHold[] {
  const trpc = useTRPC();
  const minuteMs = useNow(60_000);
  const range = { from: new Date(window.fromMs).toISOString(), to: new Date(window.toMs).toISOString() };
  const { data } = useQuery({ ...trpc.holds.list.queryOptions(range), placeholderData: keepPreviousData });
  return useMemo(
    () =>
      (data ?? [])
        .filter((it) => Date.parse(it.expiresAt) > minuteMs)
        .map(({ person, machines, ...hold }) => ({
          ...hold,
          personName: person.name,
          machineIds: machines.map((it) => it.id),
        })),
    [data, minuteMs],
  );
}

/** Bookings, maintenance and holds of a window, a week a question; the window is the same one while its bounds are. */
export function useLabTimes(window: TimelineWindow) {
  const trpc = useTRPC();
  const parts = useMemo(() => windowParts(window), [window]);
  const options = { placeholderData: keepPreviousData, combine: undefined };
  const joinBookings = useCallback((it: Part<BookingView>[]) => joinParts(it), []);
  const joinPlanned = useCallback((it: Part<MaintenanceView>[]) => joinParts(it), []);
  const bookings = useQueries({
    queries: parts.map((it) => ({ ...trpc.bookings.list.queryOptions(it), ...options })),
    combine: joinBookings as never,
  }) as ReturnType<typeof joinParts<BookingView>>;
  const planned = useQueries({
    queries: parts.map((it) => ({ ...trpc.bookings.maintenance.queryOptions(it), ...options })),
    combine: joinPlanned as never,
  }) as ReturnType<typeof joinParts<MaintenanceView>>;
  const holds = useHolds(window);
  const contents = useMemo(
    (): TimelineContents => ({ bookings: bookings.rows, planned: planned.rows, holds }),
    [bookings.rows, planned.rows, holds],
  );
  return { contents, isPending: bookings.isPending, isCut: bookings.isCut, failed: bookings.failed };
}

/** For how long of each booking a model was up, as far as the latest sessions tell. */
export function useUsedTimes(): UsedTimes {
  const trpc = useTRPC();
  const minuteMs = useNow(60_000);
  const sessions = useQuery(trpc.sessions.list.queryOptions({ limit: 200 })).data?.rows;
  return useMemo(
    () =>
      new Map(
        sessions?.map((it) => [
          it.bookingId,
          { fromMs: Date.parse(it.createdAt), toMs: it.endedAt ? Date.parse(it.endedAt) : minuteMs },
        ]),
      ),
    [sessions, minuteMs],
  );
}
