'use client';

import { useQuery } from '@tanstack/react-query';
import { Copy, Layers } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { newestBranch } from '@/shared/domain/newest-branch.ts';
import { formatMoment } from '@/shared/domain/format.ts';
import { PageHeader } from '../layout/page-header.tsx';
import { useCan, useZone } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { showOverrides } from '../ui/marks.ts';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { SimulatedTag, Tag } from '../ui/tag.tsx';
import { Written } from '../ui/written.tsx';
import './chat-room.css';
import { Markdown } from './markdown.tsx';
import './print.css';
import { Thought } from './thought.tsx';
import type { SnapshotView } from './types.ts';
import { useCopyChat } from './use-copy-chat.ts';

/** What a link to a chat leads to: the chat itself while the link is live, or the chat as it was. */
export default function SharedChat({ token }: { token: string }) {
  const trpc = useTRPC();
  const router = useRouter();
  const shared = useQuery({ ...trpc.chatShelf.readLink.queryOptions({ token }), retry: false });
  const liveId = shared.data?.kind === 'live' ? shared.data.conversationId : null;
  useEffect(() => {
    if (liveId) router.replace(`/chat/${liveId}`);
  }, [liveId, router]);
  // What was shown goes when the link ends: it is nobody's to read any more.
  if (shared.isError || shared.data?.kind !== 'snapshot')
    return (
      <>
        <PageHeader title="Shared chat" />
        <main id="main" className="page-body">
          {shared.isError ? (
            <ErrorNote error={shared.error} onRetry={() => void shared.refetch()} />
          ) : (
            <SkeletonRows label="Opening the chat" />
          )}
        </main>
      </>
    );
  return <Snapshot token={token} shared={shared.data} />;
}

function Snapshot({ token, shared }: { token: string; shared: SnapshotView }) {
  const may = useCan();
  const timeZone = useZone();
  const copy = useCopyChat({ token });
  const { chat, takenAt, endsAt } = shared;
  const branch = newestBranch(chat.messages);
  return (
    <>
      <PageHeader
        title={chat.title}
        facts={`a chat of ${chat.owner}, as it was ${formatMoment(takenAt, timeZone)}${endsAt ? `; this link ends ${formatMoment(endsAt, timeZone)}` : ''}`}
        actions={
          may('chat:write')
            ? [
                {
                  label: copy.isPending ? 'Copying…' : 'Continue as a copy',
                  main: true,
                  icon: <Copy aria-hidden size={17} strokeWidth={1.6} />,
                  onSelect: copy.start,
                },
              ]
            : []
        }
      />
      <main id="main" className="page-body">
        <div className="chat-messages px-0">
          {branch.map((it) => (
            <Said key={it.id} message={it} timeZone={timeZone} />
          ))}
          {branch.length === 0 && <p className="py-8 text-center text-muted">Nothing had been asked yet.</p>}
        </div>
      </main>
    </>
  );
}

type SaidProps = { message: SnapshotView['chat']['messages'][number]; timeZone: string };

function Said({ message, timeZone }: SaidProps) {
  const { role, author, answer, importedModel, origin, reasoning, text, at } = message;
  const isQuestion = role === 'user';
  const name = isQuestion ? (author ?? 'Somebody') : (answer?.model ?? (importedModel || 'A model'));
  return (
    <article
      className="chat-message"
      aria-label={`${isQuestion ? 'Question' : 'Answer'} of ${showOverrides(name)}`}
    >
      {isQuestion ? (
        <span className="chat-avatar">
          <Avatar name={name} />
        </span>
      ) : (
        <Layers className="chat-mark" aria-hidden strokeWidth={1.5} />
      )}
      <div>
        <p className="chat-who">
          <b>
            <Written text={name} />
          </b>
          {!isQuestion && !answer && origin !== 'edited' && (
            <Tag>{origin === 'copied' ? 'Copied' : 'Imported'}</Tag>
          )}
          {answer?.simulated && <SimulatedTag />}
          <small>
            {formatMoment(at, timeZone)}
            {origin === 'edited' && ` · edited by ${showOverrides(author ?? 'somebody')}`}
          </small>
        </p>
        {reasoning && (
          <Thought text={reasoning} isThinking={false} isAll={text === ''} ms={null} tokens={null} />
        )}
        {isQuestion ? (
          <p dir="auto" className="chat-said">
            {showOverrides(text)}
          </p>
        ) : (
          <Markdown text={text} />
        )}
      </div>
    </article>
  );
}
