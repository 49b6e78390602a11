import { type QueryFilters, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Hint } from '@/shared/protocol/console.ts';
import type { RealtimeClient } from './realtime-client.ts';
import { useTRPC } from './trpc.tsx';

/** Hints come in bursts; what they touch is read again once. */
const GATHER_MS = 80;

/** The one place where a hint becomes queries to read again. Rows tell; hints only say where to look. */
export function useHints(client: RealtimeClient): void {
  const trpc = useTRPC();
  const queries = useQueryClient();
  useEffect(() => {
    const touched: Record<Hint['kind'], (id: string) => QueryFilters[]> = {
      machine: () => [trpc.machines.pathFilter(), trpc.audit.pathFilter()],
      booking: () => [trpc.bookings.pathFilter(), trpc.machines.pathFilter(), trpc.audit.pathFilter()],
      session: (id) => [
        trpc.sessions.list.pathFilter(),
        trpc.sessions.get.queryFilter({ id }),
        trpc.machines.pathFilter(),
        trpc.bookings.pathFilter(),
        trpc.chat.pathFilter(),
        trpc.audit.pathFilter(),
      ],
      'session-log': () => [trpc.sessions.readLog.pathFilter()],
      conversation: (id) => [trpc.chat.list.pathFilter(), trpc.chat.get.queryFilter({ id })],
      generation: () => [trpc.chat.pathFilter()],
      member: () => [trpc.team.pathFilter(), trpc.audit.pathFilter()],
    };
    const waiting = new Map<string, QueryFilters>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = (): void => {
      timer = undefined;
      for (const filter of waiting.values()) void queries.invalidateQueries(filter);
      waiting.clear();
    };
    const offHint = client.onHint(({ kind, id }) => {
      for (const filter of touched[kind](id)) waiting.set(JSON.stringify(filter.queryKey), filter);
      timer ??= setTimeout(flush, GATHER_MS);
    });
    const offReturn = client.onReturn(() => void queries.invalidateQueries());
    return () => {
      offHint();
      offReturn();
      clearTimeout(timer);
    };
  }, [client, queries, trpc]);
}
