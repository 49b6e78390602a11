'use client';

import { useMutation } from '@tanstack/react-query';
import { usePathname, useRouter } from 'next/navigation';
import { useTRPC } from '../providers/trpc.tsx';
import { toast } from '../ui/toast.tsx';
import type { ConversationView } from './types.ts';
import { useListChanged } from './use-list-changed.ts';

type Arranged = { pinned?: boolean; archived?: boolean; folderId?: string | null; tags?: string[] };

/** What can be done to chats in the list; all of it can be taken back. */
export function useListActs() {
  const trpc = useTRPC();
  const router = useRouter();
  const pathname = usePathname();
  const answers = { onError: toast.failed, onSettled: useListChanged() };
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
