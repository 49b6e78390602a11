'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../providers/trpc.tsx';
import { withEarlier } from './message-window.ts';
import type { ConversationDetailView } from './types.ts';

/** Reads what stands before the messages that are known; false when nothing does. */
export function useEarlier(conversationId: string): (limit?: number) => Promise<boolean> {
  const trpc = useTRPC();
  const client = useQueryClient();
  const key = trpc.chat.get.queryKey({ id: conversationId });
  return async (limit) => {
    const before = client.getQueryData<ConversationDetailView>(key)?.earlier;
    if (!before) return false;
    const options = trpc.chat.earlier.queryOptions({ conversationId, before, limit });
    const page = await client.fetchQuery({ ...options, gcTime: 0 });
    client.setQueryData<ConversationDetailView>(key, (now) => now && withEarlier(now, before, page));
    return true;
  };
}
