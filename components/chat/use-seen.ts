'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import type { ConversationDetailView } from './types.ts';

/** An open chat that somebody looks at is read. */
export function useSeen(chat: ConversationDetailView): void {
  const trpc = useTRPC();
  const client = useQueryClient();
  const { mutate } = useMutation(trpc.chatShelf.see.mutationOptions());
  const { id, unread } = chat;
  useEffect(() => {
    if (!unread) return;
    const see = (): void => {
      if (document.visibilityState !== 'visible') return;
      mutate(
        { id },
        {
          onSuccess: () => {
            void client.invalidateQueries(trpc.chat.get.queryFilter({ id }));
            void client.invalidateQueries(trpc.chat.list.pathFilter());
            void client.invalidateQueries(trpc.chatShelf.unread.queryFilter());
          },
        },
      );
    };
    see();
    document.addEventListener('visibilitychange', see);
    return () => document.removeEventListener('visibilitychange', see);
  }, [id, unread, mutate, client, trpc]);
}
