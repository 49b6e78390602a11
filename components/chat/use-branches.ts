'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import type { AnswerWish } from '@/shared/schemas/chat.ts';
import { useConsoleSocket } from '../providers/realtime.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { newId } from '../ui/new-id.ts';
import { toast } from '../ui/toast.tsx';
import { dropExpected, expectAnswer } from './expected-answers.ts';
import { withNewest } from './message-window.ts';
import type { ConversationDetailView, MessageView } from './types.ts';

export type Branches = ReturnType<typeof useBranches>;

/** What makes another version of something in a chat, goes to one, or takes one away. */
export function useBranches(conversationId: string) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const socket = useConsoleSocket();
  const key = trpc.chat.get.queryKey({ id: conversationId });
  const put = (fresh: MessageView): void => {
    client.setQueryData<ConversationDetailView>(key, (known) => known && withNewest(known, [fresh]));
  };
  const read = (): Promise<void> => client.invalidateQueries({ queryKey: key });
  const again = useMutation(trpc.chat.answer.mutationOptions({ onSuccess: put, onError: toast.failed }));
  const edit = useMutation(trpc.chat.edit.mutationOptions({ onSuccess: put }));
  const choose = useMutation(trpc.chat.choose.mutationOptions({ onSuccess: read, onError: toast.failed }));
  const fork = useMutation(
    trpc.chat.fork.mutationOptions({
      onSuccess: (chat) => {
        void client.invalidateQueries(trpc.chat.list.pathFilter());
        toast.done('A new chat begins with a copy of this one up to there.');
        router.push(`/chat/${chat.id}`);
      },
      onError: toast.failed,
    }),
  );
  const remove = useMutation(trpc.chat.deleteBranch.mutationOptions({ onSuccess: read }));
  const { mutateAsync: askAgain, isPending: isAsking } = again;
  const { mutateAsync: saveEdit } = edit;
  const { mutate: chooseOne } = choose;
  const { mutate: forkOne } = fork;
  const { mutateAsync: removeOne } = remove;

  return useMemo(
    () => ({
      isAsking,
      /** One more answer below a message: to a question, or on from an answer. */
      again: async (parentId: string, sessionId: string, wish?: AnswerWish): Promise<void> => {
        const generationId = newId();
        expectAnswer(socket, generationId);
        await askAgain({ conversationId, sessionId, parentId, generationId, wish }).catch(() =>
          // It has been told already.
          dropExpected(socket, generationId),
        );
      },
      /** Throws when it was not saved. */
      edit: (messageId: string, id: string, text: string): Promise<MessageView> =>
        saveEdit({ conversationId, messageId, newId: id, text }),
      choose: (messageId: string): void => chooseOne({ conversationId, messageId }),
      fork: (messageId: string): void => forkOne({ conversationId, messageId, id: newId() }),
      remove: (messageId: string): Promise<unknown> => removeOne({ conversationId, messageId }),
    }),
    [conversationId, socket, isAsking, askAgain, saveEdit, chooseOne, forkOne, removeOne],
  );
}
