'use client';

import Link from 'next/link';
import { isOver, SESSION_STATE_LABEL } from '@/shared/domain/session-states.ts';
import { useCan } from '../providers/me.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { useReadySessions } from './new-chat.tsx';
import type { ConversationDetailView, SessionDetailView } from './types.ts';

type BlockedProps = {
  chat: ConversationDetailView;
  session: SessionDetailView | null;
  isLoading: boolean;
  onChoose: (sessionId: string) => void;
};

/** Why nothing can be asked just now, and the way on. */
export function Blocked({ chat, session, isLoading, onChoose }: BlockedProps) {
  const { ready, isLoading: isLooking } = useReadySessions();
  const may = useCan();
  if (!chat.canWrite && may('chat:write'))
    return (
      <p>A link lets you read this chat of {chat.owner.name}. To ask, continue as a copy: under ⋯ above.</p>
    );
  if (!chat.canWrite)
    return <p>You can read this chat. Asking takes a member’s role; an admin of the lab can give it.</p>;
  if (isLoading || isLooking) return <p>Asking how the session is…</p>;
  if (session && !isOver(session.state) && session.state !== 'warm') {
    return (
      <p>
        {session.modelTitle} is not ready: {SESSION_STATE_LABEL[session.state].toLowerCase()}.{' '}
        <Link className="link" prefetch={false} href={`/sessions/${session.id}`}>
          See how far it is
        </Link>
      </p>
    );
  }
  const others = ready.filter((it) => it.id !== session?.id);
  return (
    <>
      <span className="flex-1">
        {session ? `The session with ${session.modelTitle} is over.` : 'This chat has no session.'}{' '}
        {others.length > 0 ? 'Go on with another one:' : 'Your chat stays here; start a session to ask more.'}
      </span>
      {others.slice(0, 3).map((it) => (
        <Button key={it.id} small onClick={() => onChoose(it.id)}>
          {it.modelTitle}
          {it.simulated && ', simulated'}
        </Button>
      ))}
      {others.length === 0 && (
        <ButtonLink small href="/sessions/new">
          Start a session
        </ButtonLink>
      )}
    </>
  );
}
