'use client';

import { createContext, useContext, useEffect, useMemo, useRef } from 'react';
import type { Instead } from './use-chat.ts';
import type { Branches } from './use-branches.ts';
import type { MessageView } from './types.ts';

/** What can be done with a message, for those parts of the thread that offer it. */
export type ChatActs = {
  /** A member's role, or more. */
  mayWrite: boolean;
  /** The session that answers now; null when none is ready. */
  sessionId: string | null;
  /** Others that are ready. */
  others: readonly { id: string; title: string }[];
  branches: Branches;
  /** Throws when it was not taken. */
  ask(text: string, instead: Instead): Promise<unknown>;
  /** Asks first. */
  remove(message: MessageView): void;
  /** Where this answer comes from, in full. */
  tellFacts(generationId: string): void;
};

const Context = createContext<ChatActs | null>(null);
export const ChatActsProvider = Context;
export function useChatActs(): ChatActs {
  const acts = useContext(Context);
  if (!acts) throw new Error('This part of the page needs <ChatActsProvider> around it.');
  return acts;
}

type Made = Omit<ChatActs, 'others' | 'ask'> & {
  ready: readonly { id: string; modelTitle: string; simulated: boolean }[];
  ask(text: string, sessionId: string, instead: Instead): Promise<unknown>;
};
/** The same object until something of it changes: a finished answer is not rendered with each reading. */
export function useOwnActs({ ready, ask, mayWrite, sessionId, branches, remove, tellFacts }: Made): ChatActs {
  const newest = useRef(ask);
  useEffect(() => {
    newest.current = ask;
  });
  const others = JSON.stringify(
    ready
      .filter((it) => it.id !== sessionId)
      .map((it) => ({ id: it.id, title: `${it.modelTitle}${it.simulated ? ', simulated' : ''}` })),
  );
  return useMemo(
    () => ({
      mayWrite,
      sessionId,
      others: JSON.parse(others) as ChatActs['others'],
      branches,
      ask: (text, instead) => newest.current(text, sessionId!, instead),
      remove,
      tellFacts,
    }),
    [mayWrite, sessionId, others, branches, remove, tellFacts],
  );
}
