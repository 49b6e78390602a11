'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { ChatPeopleFrame } from '@/shared/protocol/console.ts';
import { useConsoleSocket } from '../providers/realtime.tsx';

export type ChatPerson = ChatPeopleFrame['people'][number];
const NOBODY: readonly ChatPerson[] = [];

const RENEW_MS = 15_000;
/** Typing is told at most so often, and lapses by itself. */
const TYPING_EACH_MS = 2500;
const TYPED_MS = 4000;

/** Who has this chat open, one of them oneself, and a way to say that one types. Nothing of it is kept. */
export function usePeople(conversationId: string): {
  people: readonly ChatPerson[];
  typed: (isTyping: boolean) => void;
} {
  const socket = useConsoleSocket();
  const [people, setPeople] = useState(NOBODY);
  const told = useRef({ atMs: -Infinity, isTyping: false });
  const stopping = useRef<ReturnType<typeof setTimeout>>(undefined);

  const say = useCallback(
    (isTyping: boolean): void => {
      told.current = { atMs: performance.now(), isTyping };
      if (socket?.connected) socket.emit('chat:here', { conversationId, isTyping }, () => undefined);
    },
    [socket, conversationId],
  );
  const typed = useCallback(
    (isTyping: boolean): void => {
      clearTimeout(stopping.current);
      if (!isTyping) {
        if (told.current.isTyping) say(false);
        return;
      }
      stopping.current = setTimeout(() => say(false), TYPED_MS);
      if (!told.current.isTyping || performance.now() - told.current.atMs > TYPING_EACH_MS) say(true);
    },
    [say],
  );

  useEffect(() => {
    if (!socket) return;
    const hear = (frame: ChatPeopleFrame): void => {
      if (frame.conversationId === conversationId) setPeople(frame.people);
    };
    const here = (): void => say(false);
    socket.on('chat:people', hear);
    socket.on('connect', here);
    here();
    const renewal = setInterval(here, RENEW_MS);
    return () => {
      clearInterval(renewal);
      clearTimeout(stopping.current);
      socket.off('chat:people', hear);
      socket.off('connect', here);
      if (socket.connected) socket.emit('chat:gone', { conversationId }, () => undefined);
    };
  }, [socket, conversationId, say]);
  return { people, typed };
}
