'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { usePathname, useRouter } from 'next/navigation';
import { useTRPC } from '../providers/trpc.tsx';
import { toast } from '../ui/toast.tsx';
import type { ConversationView } from './types.ts';

type Arranged = { pinned?: boolean; archived?: boolean; folderId?: string | null; tags?: string[] };

/** What can be done to chats in the list; all of it can be taken back. */
export function useListActs() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const pathname = usePathname();
  const refresh = (): void => {
    for (const filter of [
      trpc.chat.pathFilter(),
      trpc.chatShelf.get.queryFilter(),
      trpc.chatShelf.search.pathFilter(),
    ])
      void client.invalidateQueries(filter);
  };
  const answers = { onError: toast.failed, onSettled: refresh };
  const arrange = useMutation(trpc.chatShelf.arrange.mutationOptions(answers));
  const remove = useMutation(trpc.chatShelf.delete.mutationOptions(answers));
  const restore = useMutation(trpc.chatShelf.restore.mutationOptions(answers));

  const put = (ids: string[], change: Arranged, words?: string, back?: Arranged): void =>
    arrange.mutate(
      { ids, ...change },
      {
        onSuccess: () => {
          if (words) toast.done(words, back && (() => arrange.mutate({ ids, ...back })));
        },
      },
    );
  const archive = (ids: string[], words: string): void =>
    put(ids, { archived: true }, words, { archived: false });
  const takeAway = (ids: string[], words: string): void =>
    remove.mutate(
      { ids },
      {
        onSuccess: ({ deleted }) => {
          if (deleted.some((id) => pathname === `/chat/${id}`)) router.replace('/chat');
          if (deleted.length > 0) toast.done(words, () => restore.mutate({ ids: deleted }));
          else toast.told('Nothing was deleted', 'Only who began a chat can delete it.');
        },
      },
    );
  return {
    put,
    archive,
    takeAway,
    pin: (chat: ConversationView) => put([chat.id], { pinned: !chat.pinned }),
  };
}
