'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { zoneName } from '@/shared/domain/format.ts';
import { PageHeader } from '../layout/page-header.tsx';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { byCursor } from '../ui/by-cursor.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { AlertRow } from './alert-row.tsx';
import { DayGroups } from './day-groups.tsx';
import { HowToldAside } from './how-told-aside.tsx';
import { inboxTabs } from './inbox-tabs.ts';
import { SilencedAside } from './silenced-aside.tsx';
import { useSilence } from './use-silence.tsx';

/** All that ever fired, newest first by days: what it was, how long, who knew of it. */
export function AlertsPage() {
  const trpc = useTRPC();
  const can = useCan();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const { ask, dialog } = useSilence();
  const list = useInfiniteQuery(trpc.alerts.list.infiniteQueryOptions({ which: 'all' }, byCursor));
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  const firing = rows.filter((it) => it.endedAt === null).length;
  return (
    <>
      <PageHeader
        title="Inbox"
        facts={`${firing === 0 ? 'nothing fires' : `${firing} firing`} · times in ${zoneName(zone, nowMs)}`}
        tabs={inboxTabs('/inbox/alerts', can('alert:manage'))}
      />
      <main id="main" className="page-body">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-8 wide:grid-cols-[minmax(0,1fr)_18.5rem]">
          <div className="min-w-0">
            {list.isPending && <SkeletonRows label="Loading the alerts" count={6} />}
            {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
            {list.data && rows.length === 0 && (
              <EmptyState title="Nothing has fired yet">
                When a Mac falls silent, gets hot or runs out of disk, it stands here with who was told of it.
              </EmptyState>
            )}
            <DayGroups rows={rows} atOf={(it) => it.firedAt} zone={zone} nowMs={nowMs}>
              {(it) => <AlertRow key={it.id} alert={it} onSilence={ask} />}
            </DayGroups>
            <LoadMore query={list} label="Show earlier ones" />
          </div>
          <div className="flex min-w-0 flex-col gap-8">
            <HowToldAside />
            <SilencedAside />
          </div>
        </div>
      </main>
      {dialog}
    </>
  );
}
