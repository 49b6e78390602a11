'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { formatCount, formatMoment } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { countFilters, type Filters } from './search-filters.tsx';
import type { HitView } from './types.ts';

const DAY_MS = 86_400_000;
type Props = { text: string; filters: Filters; nowMs: number; onDrop: () => void };

/** Chats that have the words, the best first; each leads to the message that fits best. */
export function SearchResults({ text, filters, nowMs, onDrop }: Props) {
  const trpc = useTRPC();
  const timeZone = useZone();
  const found = useQuery({
    ...trpc.chatShelf.search.queryOptions({ text, ...askedOf(filters) }),
    // While other words are looked for, what was found before stays.
    placeholderData: keepPreviousData,
  });
  const hits = found.data?.hits ?? [];
  if (found.isPending) return <SkeletonRows label="Searching chats" />;
  if (found.isError) return <ErrorNote error={found.error} onRetry={() => void found.refetch()} />;
  return (
    <section aria-label="Found chats" role="status">
      {hits.map((it) => (
        <Hit key={it.conversationId} hit={it} when={formatMoment(it.at, timeZone, nowMs)} />
      ))}
      {found.data.hasMore && (
        <p className="p-2 text-xs text-muted">More chats have these words. Another word narrows it.</p>
      )}
      {hits.length === 0 && (
        <div className="p-2 text-sm text-muted">
          <p>No chat that you may read has “{text}”. Words are found by their beginnings.</p>
          {countFilters(filters) > 0 && (
            <Button small className="mt-2" onClick={onDrop}>
              Look everywhere
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

function Hit({ hit, when }: { hit: HitView; when: string }) {
  const address = hit.messageId === null ? '' : `?message=${encodeURIComponent(hit.messageId)}`;
  return (
    <Link prefetch={false} className="chat-hit" href={`/chat/${hit.conversationId}${address}`}>
      <b dir="auto">
        <Marked pieces={hit.title} />
      </b>
      {hit.snippet.length > 0 && (
        <span className="chat-snippet" dir="auto">
          <Marked pieces={hit.snippet} />
        </span>
      )}
      <small>
        {hit.role === 'assistant' ? 'answer' : hit.role === 'user' ? 'question' : 'name'}
        {hit.messages > 1 && ` and ${formatCount(hit.messages - 1)} more`} · {when}
        {!hit.mine && ` · ${hit.ownerName}`}
        {hit.archived && ' · archived'}
      </small>
    </Link>
  );
}

/** Text and nothing else: whatever a model wrote, it stays letters here. */
const Marked = ({ pieces }: { pieces: HitView['title'] }) =>
  pieces.map(({ text, isHit }, index) =>
    // oxlint-disable-next-line react/no-array-index-key -- a piece is its place in the text
    isHit ? <mark key={index}>{text}</mark> : <span key={index}>{text}</span>,
  );

function askedOf({ whose, archived, folderId, tag, model, from, to }: Filters) {
  return {
    whose,
    archived,
    ...(folderId && { folderId }),
    ...(tag && { tag }),
    ...(model && { model }),
    ...(from && { from: new Date(`${from}T00:00`).toISOString() }),
    // The last day is part of it.
    ...(to && { to: new Date(Date.parse(`${to}T00:00`) + DAY_MS).toISOString() }),
  };
}
