'use client';

import { replaceEqualDeep, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { isWriting } from '@/shared/domain/answer-stream.ts';
import { useConsoleSocket } from '../providers/realtime.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { newId } from '../ui/new-id.ts';
import { dropExpected, expectAnswer } from './expected-answers.ts';
import { withKnown, withNewest } from './message-window.ts';
import type { ConversationDetailView } from './types.ts';
import { useEarlier } from './use-earlier.ts';

type Pending = {
  text: string;
  sessionId: string;
  attachmentIds: string[];
  parentId: string | null;
  fromId?: string;
  messageId: string;
  generationId: string;
};
/** Another version of a question: what it was, and what that followed. */
export type Instead = { fromId: string; parentId: string | null };

/** A chat with what can be done in it. Questions appear at once with the portal's own word for them. */
export function useChat(conversationId: string) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const key = trpc.chat.get.queryKey({ id: conversationId });
  const chat = useQuery({
    ...trpc.chat.get.queryOptions({ id: conversationId }),
    structuralSharing: (known, fresh) =>
      replaceEqualDeep(
        known,
        withKnown(known as ConversationDetailView | undefined, fresh as ConversationDetailView),
      ),
  });
  const readEarlier = useEarlier(conversationId);
  const earlier = useMutation({ mutationFn: () => readEarlier() });
  // In the thread before it stops being sent, so that it is never in neither place.
  const post = useMutation(
    trpc.chat.post.mutationOptions({
      onSuccess: ({ question, answer }) =>
        void client.setQueryData<ConversationDetailView>(
          key,
          (known) => known && withNewest(known, [question, answer]),
        ),
    }),
  );
  const stop = useMutation(trpc.chat.stop.mutationOptions());
  const { mutate: stopOne } = stop;
  const socket = useConsoleSocket();
  const pending = useRef<Pending | null>(null);

  // This and `stopAnswer` stay the same functions, so that a finished answer is not rendered with each reading.
  const refetch = useCallback((): void => {
    void client.invalidateQueries({ queryKey: trpc.chat.get.queryKey({ id: conversationId }) });
    void client.invalidateQueries(trpc.chat.list.pathFilter());
  }, [client, trpc, conversationId]);

  /**
   * A repeat of the same text after a lost reply keeps its ids, so that it is not asked twice. It follows what is seen
   * now, whatever has been asked there meanwhile.
   */
  const send = async (
    text: string,
    sessionId: string,
    attachmentIds: string[] = [],
    instead?: Instead,
  ): Promise<void> => {
    const again = pending.current;
    const seen = client.getQueryData<ConversationDetailView>(key)?.messages.at(-1)?.id ?? null;
    const ids =
      again?.text === text &&
      again.sessionId === sessionId &&
      again.attachmentIds.join() === attachmentIds.join() &&
      again.fromId === instead?.fromId
        ? again
        : {
            text,
            sessionId,
            attachmentIds,
            parentId: seen,
            ...instead,
            messageId: newId(),
            generationId: newId(),
          };
    pending.current = ids;
    expectAnswer(socket, ids.generationId);
    await post.mutateAsync({ conversationId, ...ids }).catch((error: unknown) => {
      dropExpected(socket, ids.generationId);
      throw error;
    });
    pending.current = null;
    void client.invalidateQueries(trpc.chat.list.pathFilter());
  };

  const stopAnswer = useCallback(
    (generationId: string): void => stopOne({ generationId }, { onSettled: refetch }),
    [stopOne, refetch],
  );

  // Its end is heard before the chat is read again: until then Escape would stop what is over, and nothing else.
  const [overId, setOverId] = useState<string | null>(null);
  const answerOver = useCallback(
    (endedId: string | null): void => {
      setOverId(endedId);
      refetch();
    },
    [refetch],
  );
  // Of several that are open the first is being given; the others wait behind it.
  const writing =
    chat.data?.messages.find(
      ({ generation }) => generation && isWriting(generation.state) && generation.id !== overId,
    )?.generation ?? null;
  return { chat, earlier, post, stop, send, stopAnswer, answerOver, writing };
}
