'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { newestBranch } from '@/shared/domain/newest-branch.ts';
import { formatMoment } from '@/shared/domain/format.ts';
import { PageHeader } from '../layout/page-header.tsx';
import { useCan, useZone } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { Tag } from '../ui/tag.tsx';
import './answer.css';
import './chat-room.css';
import { Markdown } from './markdown.tsx';
import './print.css';
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
                  onSelect: copy.start,
                },
              ]
            : []
        }
      />
      <main id="main" className="page-body">
        <div className="chat-messages">
          {branch.map((it) => (
            <article key={it.id} className="chat-message">
              <span />
              <div>
                <p className="chat-who">
                  <b dir="auto">
                    {it.role === 'user'
                      ? (it.author ?? 'Somebody')
                      : (it.answer?.model ?? (it.importedModel || 'A model'))}
                  </b>
                  {it.role === 'assistant' && !it.answer && <Tag>Imported</Tag>}
                  {it.answer?.simulated && <Tag tone="simulated">Simulated</Tag>}
                  <small>{formatMoment(it.at, timeZone)}</small>
                </p>
                {it.role === 'user' ? (
                  <p className="chat-said">{it.text}</p>
                ) : (
                  <Markdown text={it.text} streaming={false} />
                )}
              </div>
            </article>
          ))}
          {branch.length === 0 && <p className="py-8 text-center text-muted">Nothing had been asked yet.</p>}
        </div>
      </main>
    </>
  );
}
