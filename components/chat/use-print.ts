'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../providers/trpc.tsx';
import { toast } from '../ui/toast.tsx';
import { withEarlier } from './message-window.ts';
import type { ConversationDetailView } from './types.ts';

/** Prints the whole thread: what stands before the page is read first. */
export function usePrint(conversationId: string): () => void {
  const trpc = useTRPC();
  const client = useQueryClient();
  const key = trpc.chat.get.queryKey({ id: conversationId });
  const readAll = async (): Promise<void> => {
    for (;;) {
      const before = client.getQueryData<ConversationDetailView>(key)?.earlier;
      if (!before) return;
      const page = await client.fetchQuery({
        ...trpc.chat.earlier.queryOptions({ conversationId, before, limit: 200 }),
        gcTime: 0,
      });
      client.setQueryData<ConversationDetailView>(key, (now) => now && withEarlier(now, before, page));
    }
  };
  return () =>
    void readAll()
      // Drawn before it is printed.
      .then(() => requestAnimationFrame(() => requestAnimationFrame(() => window.print())))
      .catch(toast.failed);
}
