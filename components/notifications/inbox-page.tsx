'use client';

import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { zoneName } from '@/shared/domain/format.ts';
import { PageHeader } from '../layout/page-header.tsx';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { useUnread } from '../providers/use-unread.ts';
import { byCursor } from '../ui/by-cursor.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { FiringNow } from './firing-now.tsx';
import { DayGroups } from './day-groups.tsx';
import { HowToldAside } from './how-told-aside.tsx';
import { inboxTabs } from './inbox-tabs.ts';
import { NotificationRow } from './notification-row.tsx';
import { SilencedAside } from './silenced-aside.tsx';

const SHOWN = [
  { value: 'all', label: 'All' },
  { value: 'unread', label: 'Unread' },
] as const;

/** What one was told, newest first by days; each leads to what it is about. */
export function InboxPage() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const can = useCan();
  const unread = useUnread();
  const [shown, setShown] = useState<'all' | 'unread'>('all');
  const list = useInfiniteQuery(
    trpc.notifications.list.infiniteQueryOptions({ unreadOnly: shown === 'unread' }, byCursor),
  );
  const readAll = useMutation(
    trpc.notifications.markAllRead.mutationOptions({
      onSuccess: ({ count }) => {
        void queries.invalidateQueries(trpc.notifications.pathFilter());
        toast.done(count === 1 ? 'One marked as read' : `${count} marked as read`);
      },
      onError: toast.failed,
    }),
  );
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  const count = unread?.count ?? 0;
  const [newest] = rows;
  return (
    <>
      <PageHeader
        title="Inbox"
        facts={`${count === 0 ? 'nothing unread' : `${count} unread`} · times in ${zoneName(zone, nowMs)}`}
        actions={
          count > 0 && newest
            ? [{ label: 'Mark all read', onSelect: () => readAll.mutate({ until: newest.createdAt }) }]
            : []
        }
        tabs={inboxTabs('/inbox', can('alert:manage'))}
      />
      <main id="main" className="page-body">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-8 wide:grid-cols-[minmax(0,1fr)_18.5rem]">
          <div className="min-w-0">
            <div className="pb-4">
              <Segmented label="Shown" options={SHOWN} value={shown} onChange={setShown} />
            </div>
            {shown === 'all' && <FiringNow />}
            {list.isPending && <SkeletonRows label="Loading the inbox" count={6} />}
            {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
            {list.data && rows.length === 0 && (
              <EmptyState title={shown === 'unread' ? 'Nothing unread' : 'Nothing here yet'}>
                What happens to your bookings, and what others ask of you, comes here.
              </EmptyState>
            )}
            <DayGroups rows={rows} atOf={(it) => it.createdAt} zone={zone} nowMs={nowMs}>
              {(it) => <NotificationRow key={it.id} notification={it} />}
            </DayGroups>
            <LoadMore query={list} label="Show earlier ones" />
          </div>
          <div className="flex min-w-0 flex-col gap-8">
            <HowToldAside />
            <SilencedAside />
          </div>
        </div>
      </main>
    </>
  );
}
