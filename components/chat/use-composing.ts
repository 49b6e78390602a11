'use client';

import { countChanged } from '@/shared/domain/chat-settings.ts';
import { aboutTokens } from '@/shared/domain/estimate-tokens.ts';
import { useMe } from '../providers/me.tsx';
import type { Composing } from './composer.tsx';
import { contextUsed } from './context-used.ts';
import { useReadySessions } from './new-chat.tsx';
import type { ConversationDetailView, GenerationView, SessionDetailView } from './types.ts';
import { waitingOf } from './waiting-of.ts';

type Room = {
  chat: ConversationDetailView;
  session: SessionDetailView | null;
  /** What is being written, if it can be stopped. */
  stoppable: GenerationView | null;
  onStop: (generationId: string) => void;
  onSession: (id: string) => void;
  onSettings: Composing['onSettings'];
};

/** What a chat's composer is told of the room it stands in. */
export function useComposing({ chat, session, stoppable, onStop, onSession, onSettings }: Room): Composing {
  const me = useMe();
  const { ready } = useReadySessions();
  const { messages } = chat;
  const questions = messages.filter((it) => it.role === 'user' && it.author?.id === me.id);
  return {
    onStop: stoppable && (() => onStop(stoppable.id)),
    changedSettings: countChanged(chat.systemPrompt, chat.settings),
    onSettings,
    sessions: ready.map(({ id, modelTitle, machines, simulated }) => ({
      id,
      modelTitle,
      note: [
        ...machines.map((it) => it.name),
        ...(simulated ? ['simulated'] : []),
        ...(id === session?.id ? ['asked now'] : []),
      ].join(', '),
    })),
    onSession,
    questions: questions.map((it) => it.text),
    contextTokens: session?.contextTokens ?? null,
    tokensBefore: contextUsed(messages) ?? aboutTokens(chat.systemPrompt),
    waiting: waitingOf(messages, me.id),
    onTakeBack: onStop,
  };
}
