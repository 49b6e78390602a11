'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { formatDateTime } from '@/shared/domain/format.ts';
import { kindOf, type Whose } from '@/shared/schemas/notification.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { byCursor } from '../ui/by-cursor.ts';
import { ErrorNote } from '../ui/error-note.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { Tag, type TagTone } from '../ui/tag.tsx';
import type { DeliveryView } from './types.ts';

const WATCHED_EACH_MS = 2000;
const SOON_MS = 180_000;
const STATES: Record<DeliveryView['state'], { word: string; tone: TagTone }> = {
  due: { word: 'waits', tone: 'neutral' },
  sent: { word: 'sent', tone: 'ready' },
  failed: { word: 'not sent', tone: 'fault' },
};

/** What went out of the lab, when, and what the other side said. */
export function DeliveryList({ whose, title }: { whose: Whose; title: string }) {
  const trpc = useTRPC();
  const headingId = useId();
  const list = useInfiniteQuery({
    ...trpc.notifications.deliveries.infiniteQueryOptions({ whose }, byCursor),
    // While something is about to go out it is looked at.
    refetchInterval: (query) =>
      query.state.data?.pages[0]?.rows.some(
        (it) => it.nextAt !== null && Date.parse(it.nextAt) < Date.now() + SOON_MS,
      )
        ? WATCHED_EACH_MS
        : false,
  });
  const rows = list.data?.pages.flatMap((page) => page.rows);
  return (
    <section aria-labelledby={headingId}>
      <h2 id={headingId} className="border-b border-border-strong pb-2">
        {title}
      </h2>
      {list.isPending && <SkeletonRows label="Loading what went out" count={3} />}
      {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      {rows?.length === 0 && (
        <p className="py-2 text-sm text-muted">
          Nothing yet. Mails and webhooks of the last 90 days stand here with what became of them.
        </p>
      )}
      <ul>
        {rows?.map((it) => (
          <DeliveryRow key={it.id} delivery={it} />
        ))}
      </ul>
      <LoadMore query={list} label="Show earlier ones" />
    </section>
  );
}

function DeliveryRow({ delivery }: { delivery: DeliveryView }) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const { channel, url, personName, kind, title, state, attempts, createdAt, sentAt, nextAt, answer } =
    delivery;
  const { word, tone } = STATES[state];
  const told = [
    channel === 'email' ? `e-mail${personName ? ` to ${personName}` : ''}` : url,
    attempts > 1 ? `${attempts} attempts` : null,
    nextAt && attempts > 0 ? `again ${formatDateTime(nextAt, zone, nowMs)}` : null,
    answer,
  ];
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 border-b border-border py-2 text-sm">
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <span className="font-medium">{title ?? kindOf(kind)?.label ?? kind}</span>{' '}
        <Tag tone={tone}>{word}</Tag>
        <p className="text-xs text-muted">{told.filter(Boolean).join(' · ')}</p>
      </div>
      <time dateTime={sentAt ?? createdAt} className="text-muted">
        {formatDateTime(sentAt ?? createdAt, zone, nowMs)}
      </time>
    </li>
  );
}
