'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../providers/trpc.tsx';
import { useStartChat } from '../providers/use-start-chat.ts';
import type { SessionDetailView } from './types.ts';

/** Ends a session, and opens a chat with it; both tell how it went. */
export function useSessionActions(sessionId: string) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const end = useMutation(
    trpc.sessions.end.mutationOptions({
      onSuccess: (session) => {
        client.setQueryData<SessionDetailView>(
          trpc.sessions.get.queryKey({ id: sessionId }),
          (known) => known && { ...known, ...session },
        );
        void client.invalidateQueries(trpc.sessions.pathFilter());
      },
    }),
  );
  const { startWith } = useStartChat();
  return {
    end,
    openChat: () => startWith(sessionId),
  };
}
