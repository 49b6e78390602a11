'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { zoneName } from '@/shared/domain/format.ts';
import { PageHeader } from '../layout/page-header.tsx';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { byCursor } from '../ui/by-cursor.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { IncidentRows } from './incident-rows.tsx';
import './incidents.css';

/** Every failure of a session, newest first. */
export function IncidentList({ which }: { which: 'open' | 'all' }) {
  const trpc = useTRPC();
  const timeZone = useZone();
  const nowMs = useNow(60_000);
  const list = useInfiniteQuery(trpc.incidents.list.infiniteQueryOptions({ which }, byCursor));
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <>
      <PageHeader
        title="Incidents"
        facts={`failed sessions and why · times in ${zoneName(timeZone, nowMs)}`}
        actions={[{ label: 'Sessions', href: '/sessions' }]}
        tabs={[
          { href: '/incidents', label: 'All', current: which === 'all' },
          { href: '/incidents?which=open', label: 'Open', current: which === 'open' },
        ]}
      />
      <main id="main" className="page-body">
        {list.isPending && <SkeletonRows label="Loading the incidents" />}
        {list.isError && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
        {list.data && rows.length === 0 && (
          <EmptyState title={which === 'open' ? 'No incident is open' : 'No incident yet'}>
            When a session fails, what happened, why and what helps stands here.
          </EmptyState>
        )}
        {rows.length > 0 && <IncidentRows rows={rows} timeZone={timeZone} nowMs={nowMs} />}
        <LoadMore query={list} label="Show earlier incidents" />
      </main>
    </>
  );
}
