'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { formatCount } from '@/shared/domain/format.ts';
import { useTRPC } from '../../providers/trpc.tsx';
import { byCursor } from '../../ui/by-cursor.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { HistoryTable } from './history-table.tsx';
import { SectionHead } from './section-head.tsx';

const GLIMPSE = 5;
/** One change may touch many fields. */
const MOST_LINES = 8;
const NOTHING = 'Nothing has been entered or changed yet.';

/** The newest changes, and the way to all of them. */
export function HistoryGlimpse({ machineId }: { machineId: string }) {
  const history = useQuery(useTRPC().asset.history.queryOptions({ machineId, limit: GLIMPSE }));
  const { data } = history;
  return (
    <section aria-label="History of fields">
      <SectionHead
        title="History of fields"
        meta="every change, kept for good"
        end={
          data !== undefined &&
          data.total > 0 && (
            <Link
              prefetch={false}
              href={`/machines/${machineId}?view=history`}
              className="text-link underline underline-offset-2"
            >
              All of it
            </Link>
          )
        }
      />
      {history.isPending && <SkeletonRows label="Loading the history" />}
      {history.error && <ErrorNote error={history.error} onRetry={() => void history.refetch()} />}
      {data?.rows.length === 0 && <p className="py-2 text-sm text-muted">{NOTHING}</p>}
      {data !== undefined && data.rows.length > 0 && <HistoryTable rows={data.rows} most={MOST_LINES} />}
    </section>
  );
}

/** All of them, newest first. */
export function WholeHistory({ machineId }: { machineId: string }) {
  const trpc = useTRPC();
  const history = useInfiniteQuery(
    trpc.asset.history.infiniteQueryOptions({ machineId, limit: 50 }, byCursor),
  );
  const rows = history.data?.pages.flatMap((page) => page.rows);
  const total = history.data?.pages[0]?.total;
  return (
    <section aria-label="History of fields">
      <SectionHead
        title="History of fields"
        meta={
          total === undefined
            ? 'every change, kept for good'
            : `changed ${total === 1 ? 'once' : `${formatCount(total)} times`}, newest first`
        }
      />
      {history.isPending && <SkeletonRows label="Loading the history" count={8} />}
      {history.error && <ErrorNote error={history.error} onRetry={() => void history.refetch()} />}
      {rows?.length === 0 && (
        <EmptyState title="No changes yet">
          What people enter of this machine and what its agent sees change stands here, each with who and
          when.
        </EmptyState>
      )}
      {rows !== undefined && rows.length > 0 && <HistoryTable rows={rows} />}
      <LoadMore query={history} label="Show earlier changes" />
    </section>
  );
}
