'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { formatDateTime, zoneName } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { byCursor } from '../ui/by-cursor.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { type Status, StatusGlyph } from '../ui/status-glyph.tsx';
import { SectionHead } from './asset/section-head.tsx';
import type { TimelineRowView } from './types.ts';

const GLYPHS: Record<TimelineRowView['tone'], Status> = {
  good: 'free',
  plain: 'busy',
  warn: 'maintenance',
  fault: 'fault',
};

/** Everything its agent did and what happened to it, newest first. */
export function MachineTimeline({ machineId }: { machineId: string }) {
  const trpc = useTRPC();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const timeline = useInfiniteQuery(
    trpc.machines.timeline.infiniteQueryOptions({ machineId, limit: 50 }, byCursor),
  );
  const rows = timeline.data?.pages.flatMap((page) => page.rows);
  return (
    <section aria-label="Timeline">
      <SectionHead
        title="Timeline"
        meta={`what its agent did and noticed, 90 days; ranks, incidents and cordons of any age · times in ${zoneName(zone, nowMs)}`}
      />
      {timeline.isPending && <SkeletonRows label="Loading the timeline" count={8} />}
      {timeline.error && <ErrorNote error={timeline.error} onRetry={() => void timeline.refetch()} />}
      {rows?.length === 0 && (
        <EmptyState title="Nothing yet">
          Connections, sleeps, ranks, incidents and cordons of this machine stand here, once its agent has
          joined.
        </EmptyState>
      )}
      {rows !== undefined && rows.length > 0 && (
        <ol>
          {rows.map((it) => (
            <li
              key={it.id}
              className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-2 border-t border-border py-2 text-sm first:border-t-0 tablet:grid-cols-[1.25rem_11rem_minmax(0,1fr)]"
            >
              <span className="mt-0.5">
                <StatusGlyph status={GLYPHS[it.tone]} label={null} />
              </span>
              <time dateTime={it.at} className="text-muted">
                {formatDateTime(it.at, zone, nowMs)}
              </time>
              <span className="col-start-2 min-w-0 [overflow-wrap:anywhere] tablet:col-start-3">
                {it.href ? (
                  <Link prefetch={false} className="link" href={it.href}>
                    {it.text}
                  </Link>
                ) : (
                  it.text
                )}
              </span>
            </li>
          ))}
        </ol>
      )}
      <LoadMore query={timeline} label="Show what was before" />
    </section>
  );
}
