'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { newId } from '../ui/new-id.ts';
import { toast } from '../ui/toast.tsx';

/** Goes on with a copy of one's own. Pressed again after a lost reply, it is the same copy. */
export function useCopyChat(from: { conversationId: string } | { token: string }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const [id] = useState(newId);
  const copy = useMutation(
    trpc.chatShelf.copy.mutationOptions({
      onSuccess: (made) => {
        void client.invalidateQueries(trpc.chat.list.pathFilter());
        router.push(`/chat/${made.id}`);
      },
      onError: toast.failed,
    }),
  );
  return { isPending: copy.isPending, start: () => copy.mutate({ id, from }) };
}
