'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { newId } from '../ui/new-id.ts';
import { toast } from '../ui/toast.tsx';
import { useTRPC } from './trpc.tsx';

/** Begins a chat with a session and opens it. */
export function useStartChat() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const start = useMutation(
    trpc.chat.start.mutationOptions({
      onSuccess: (chat) => {
        void client.invalidateQueries(trpc.chat.list.pathFilter());
        router.push(`/chat/${chat.id}`);
      },
      onError: toast.failed,
    }),
  );
  return {
    isPending: start.isPending,
    startWith: (sessionId: string) => start.mutate({ id: newId(), sessionId }),
  };
}
