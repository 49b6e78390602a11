'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useRef } from 'react';
import { landOn } from '../layout/landing.ts';
import { newId } from '../ui/new-id.ts';
import { toast } from '../ui/toast.tsx';
import { useTRPC } from './trpc.tsx';

/** Begins a chat with a session and opens it. */
export function useStartChat() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  // Pressed again after a lost reply, it is the same chat.
  const last = useRef<{ id: string; sessionId: string; folderId?: string } | null>(null);
  const start = useMutation(
    trpc.chat.start.mutationOptions({
      onSuccess: (chat) => {
        void client.invalidateQueries(trpc.chat.list.pathFilter());
        landOn('next-step');
        router.push(`/chat/${chat.id}`);
      },
      onError: toast.failed,
    }),
  );
  return {
    isPending: start.isPending,
    startWith: (sessionId: string, folderId?: string): void => {
      if (last.current?.sessionId !== sessionId || last.current.folderId !== folderId)
        last.current = { id: newId(), sessionId, ...(folderId && { folderId }) };
      start.mutate(last.current, { onSuccess: () => void (last.current = null) });
    },
  };
}
