'use client';

import { useQuery } from '@tanstack/react-query';
import { useSessionTopic } from '../providers/realtime.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { lastSeqOf, type LogLineView, mergeLines } from './merge-lines.ts';

const AT_ONCE = 200;
const MOST_LINES = 5000;
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
      const readOn = async (rank: number): Promise<readonly LogLineView[]> => {
        const read: LogLineView[] = [];
        for (let afterSeq = lastSeqOf(known, rank); ; afterSeq = read.at(-1)!.seq) {
          const options = trpc.sessions.readLog.queryOptions({ sessionId, rank, afterSeq, limit: AT_ONCE });
          const page = await client.fetchQuery({ ...options, staleTime: 0, gcTime: 0 });
          read.push(...page);
          // The newest lines are enough to begin with; from then on none may be missed.
          if (afterSeq === 0 || page.length < AT_ONCE || read.length >= MOST_LINES) return read;
        }
      };
      const pages = await Promise.all(ranks.map(readOn));
      return mergeLines(known, pages.flat());
    },
    structuralSharing: false,
  });
  return { lines: log.data ?? NOTHING, isLoading: log.isPending, error: log.error };
}
