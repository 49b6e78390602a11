'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useRealtime } from '../providers/realtime.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import type { QueuePlace } from './answer-figures.tsx';

/** Who waits for a session; read again whenever that changes. */
export function useQueue(sessionId: string | null) {
  const trpc = useTRPC();
  const client = useRealtime();
  useEffect(
    () => (sessionId === null ? undefined : client.addTopic({ kind: 'session', id: sessionId })),
    [client, sessionId],
  );
  const { data, isFetching } = useQuery({
    ...trpc.chat.queue.queryOptions({ sessionId: sessionId ?? '' }),
    enabled: sessionId !== null,
  });
  return {
    /** Null for one that waits no more; undefined while that is not known. */
    placeOf(generationId: string): QueuePlace | null | undefined {
      const at = data?.waiting.findIndex((it) => it.generationId === generationId) ?? -1;
      if (at >= 0) return { place: at + 1, waitMs: data!.waiting[at]!.waitMs };
      return data === undefined || isFetching ? undefined : null;
    },
  };
}
