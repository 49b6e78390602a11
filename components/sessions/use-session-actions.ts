'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { newId } from '../ui/new-id.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { toast } from '../ui/toast.tsx';
import type { SessionDetailView } from './types.ts';

/** Ends a session, and opens a chat with it; both tell how it went. */
export function useSessionActions(sessionId: string) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
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
  const startChat = useMutation(
    trpc.chat.start.mutationOptions({
      onSuccess: (chat) => {
        void client.invalidateQueries(trpc.chat.list.pathFilter());
        router.push(`/chat/${chat.id}`);
      },
      onError: toast.failed,
    }),
  );
  return {
    end,
    openChat: () => startChat.mutate({ id: newId(), sessionId }),
  };
}
