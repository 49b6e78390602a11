'use client';

import { useQuery } from '@tanstack/react-query';
import { useSessionTopic } from '../providers/realtime.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { lastSeqOf, type LogLineView, mergeLines } from './merge-lines.ts';

const NOTHING: readonly LogLineView[] = [];

/**
 * A session's log of the given ranks. Its query lies under `sessions.readLog`, so a hint makes it read on; each
 * read asks only for what follows the last line known of a rank.
 */
export function useLog(sessionId: string, ranks: readonly number[]) {
  const trpc = useTRPC();
  useSessionTopic(sessionId);
  const queryKey = [...trpc.sessions.readLog.pathKey(), { live: sessionId, ranks }];
  const log = useQuery({
    queryKey,
    queryFn: async ({ client }): Promise<readonly LogLineView[]> => {
      const known = client.getQueryData<readonly LogLineView[]>(queryKey) ?? NOTHING;
      const pages = await Promise.all(
        ranks.map((rank) => {
          const input = { sessionId, rank, afterSeq: lastSeqOf(known, rank) };
          return client.fetchQuery({ ...trpc.sessions.readLog.queryOptions(input), staleTime: 0, gcTime: 0 });
        }),
      );
      return mergeLines(known, pages.flat());
    },
    structuralSharing: false,
  });
  return { lines: log.data ?? NOTHING, isLoading: log.isPending, error: log.error };
}
