'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../providers/trpc.tsx';
import { useStartChat } from '../providers/use-start-chat.ts';
import { toast } from '../ui/toast.tsx';
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
  const setOpen = useMutation(
    trpc.sessions.setOpen.mutationOptions({
      onSuccess: (session) => {
        client.setQueryData<SessionDetailView>(
          trpc.sessions.get.queryKey({ id: sessionId }),
          (known) => known && { ...known, ...session },
        );
        toast.done(
          session.openToAll ? 'Everybody’s keys may ask it now' : 'Only your own keys may ask it now',
        );
      },
      onError: toast.failed,
    }),
  );
  const { startWith } = useStartChat();
  return {
    end,
    setOpen,
    openChat: () => startWith(sessionId),
  };
}
