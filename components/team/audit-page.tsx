'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { tellAudit } from '@/shared/domain/audit-words.ts';
import { formatDay, formatTime, zoneName } from '@/shared/domain/format.ts';
import { useMe, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { byCursor } from '../ui/by-cursor.ts';
import { byDays } from '../ui/by-days.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { Shifts } from '../ui/shifts.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { Written } from '../ui/written.tsx';
import { SettingsHeader } from './settings-header.tsx';
import type { AuditEntryView } from './types.ts';

/** Who did what, newest first, each as a sentence. */
export function AuditPage() {
  const trpc = useTRPC();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const audit = useInfiniteQuery(trpc.audit.list.infiniteQueryOptions({}, byCursor));
  const entries = audit.data?.pages.flatMap((page) => page.rows);
  return (
    <>
      <SettingsHeader facts={`newest first · times in ${zoneName(zone, nowMs)}`} />
      <main id="main" className="page-body max-w-[60rem]">
        {audit.isPending && <SkeletonRows label="Loading the audit list" count={8} />}
        {audit.error && <ErrorNote error={audit.error} onRetry={() => void audit.refetch()} />}
        {entries?.length === 0 && (
          <EmptyState title="Nothing recorded yet">
            Everything that changes the lab is written down here.
          </EmptyState>
        )}
        {byDays(entries ?? [], (it) => it.at, zone).map(({ day, rows }) => (
          <section key={day} aria-label={formatDay(rows[0]!.at, zone, nowMs)} className="pb-4">
            <h2 className="pb-1.5">{formatDay(rows[0]!.at, zone, nowMs)}</h2>
            <ol>
              {rows.map((it) => (
                <Entry key={it.id} entry={it} timeZone={zone} nowMs={nowMs} />
              ))}
            </ol>
          </section>
        ))}
        <LoadMore query={audit} label="Show earlier entries" />
      </main>
    </>
  );
}

type EntryProps = { entry: AuditEntryView; timeZone: string; nowMs: number };

function Entry({ entry, timeZone, nowMs }: EntryProps) {
  const { currency } = useMe().lab;
  const { text, shifts } = tellAudit(entry, { timeZone, now: nowMs, currency });
  return (
    <li className="grid grid-cols-[1.5rem_minmax(0,1fr)] gap-x-3 border-t border-border py-2 text-sm tablet:grid-cols-[4.25rem_1.5rem_minmax(0,1fr)]">
      <time
        dateTime={entry.at}
        className="col-start-2 row-start-2 text-muted tablet:col-start-1 tablet:row-start-1 tablet:pt-0.5"
      >
        {formatTime(entry.at, timeZone, true)}
      </time>
      <span className="row-span-2 tablet:row-span-1">
        <Avatar name={entry.actorName} />
      </span>
      <p className="min-w-0 pt-0.5 break-words">
        <b>
          <Written text={entry.actorName} />
        </b>{' '}
        <Written text={text} />
        <Shifts of={shifts} />
      </p>
    </li>
  );
}
