'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../providers/trpc.tsx';

/** After a chat was named, kept, put away or deleted: all that shows it is read again, but not what was said in it. */
export function useListChanged(): () => void {
  const trpc = useTRPC();
  const client = useQueryClient();
  return () => {
    for (const filter of [
      trpc.chat.get.pathFilter(),
      trpc.chat.list.pathFilter(),
      trpc.chatShelf.get.queryFilter(),
      trpc.chatShelf.unread.queryFilter(),
      trpc.chatShelf.search.pathFilter(),
    ])
      void client.invalidateQueries(filter);
  };
}
