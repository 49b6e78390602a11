'use client';

import { useQuery } from '@tanstack/react-query';
import { PageHeader } from '../layout/page-header.tsx';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import type { AskedChat } from './asked-chat.ts';
import { BeginAsked } from './begin-asked.tsx';
import { ConversationList } from './conversation-list.tsx';
import { NewChatButton, useReadySessions } from './new-chat.tsx';

/** All chats; with none yet, how the first one comes about. */
export function ChatIndex({ asked }: { asked: AskedChat | null }) {
  const may = useCan();
  const chats = useQuery(useTRPC().chatShelf.get.queryOptions()).data?.chats;
  const { ready, isLoading } = useReadySessions();
  const isEmpty = chats === 0 && !isLoading;
  return (
    <>
      <PageHeader
        title="Chat"
        facts={isLoading ? 'asking which sessions are ready…' : readyLine(ready.length)}
        tabs={[
          { href: '/chat', label: 'Chats', current: true },
          { href: '/chat/compare', label: 'Compare', current: false },
        ]}
      />
      <main id="main" className="page-body">
        {asked && may('chat:write') && <BeginAsked asked={asked} />}
        {isEmpty ? (
          <EmptyState
            title={may('chat:write') ? 'No chat yet' : 'No chat is shared yet'}
            action={
              may('chat:write') &&
              (ready.length > 0 ? (
                <NewChatButton look="primary" />
              ) : (
                <ButtonLink look="primary" href="/sessions/new">
                  Start a session
                </ButtonLink>
              ))
            }
          >
            {!may('chat:write')
              ? 'Chats that others share with the lab appear here. Asking takes a member’s role; an admin of the lab can give it.'
              : ready.length > 0
                ? 'A session is ready to answer. Ask it something; others see the chat only when you share it.'
                : 'A chat talks to a session that runs. Book Macs and start a model on them; the chat opens from there.'}
          </EmptyState>
        ) : (
          <ConversationList current={null} full />
        )}
      </main>
    </>
  );
}

function readyLine(count: number): string {
  if (count === 0) return 'no session is ready now';
  return count === 1 ? 'one session is ready' : `${count} sessions are ready`;
}
