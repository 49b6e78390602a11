'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useMemo, useState } from 'react';
import { tellAudit } from '@/shared/domain/audit-words.ts';
import { formatDay, formatTime, zoneName } from '@/shared/domain/format.ts';
import { useMe, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { byCursor } from '../ui/by-cursor.ts';
import { byDays } from '../ui/by-days.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { Shifts } from '../ui/shifts.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { Written } from '../ui/written.tsx';
import { AuditFilterSentence, type AuditQuery, NO_QUERY } from './audit-filter.tsx';
import { SettingsHeader } from './settings-header.tsx';
import type { AuditEntryView } from './types.ts';

const DAY_MS = 86_400_000;

/** The conditions as the portal takes them; whole minutes, so that a file means what the page shows. */
function filterOf({ who, kind, days, find, thing }: AuditQuery, nowMs: number): Record<string, string> {
  const from = Number(days) > 0 ? new Date(nowMs - Number(days) * DAY_MS).toISOString() : '';
  const given = {
    personId: who.startsWith('kind:') ? '' : who,
    actorKind: who.startsWith('kind:') ? who.slice('kind:'.length) : '',
    kind,
    objectId: thing,
    from,
    find,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
}

function useAuditQuery(): [AuditQuery, (query: AuditQuery) => void] {
  const params = useSearchParams();
  const router = useRouter();
  const pathname = usePathname();
  const names = Object.keys(NO_QUERY) as (keyof AuditQuery)[];
  const query = Object.fromEntries(names.map((it) => [it, params.get(it) ?? ''])) as AuditQuery;
  const set = (next: AuditQuery): void => {
    const given = new URLSearchParams(Object.entries(next).filter(([, value]) => value !== ''));
    router.replace(given.size > 0 ? `${pathname}?${given.toString()}` : pathname, { scroll: false });
  };
  return [query, set];
}

/** Who did what, newest first, each as a sentence. */
export function AuditPage() {
  const trpc = useTRPC();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const [query, setQuery] = useAuditQuery();
  const asked = JSON.stringify(query);
  // The clock goes on, and what is asked stays until the question is another one.
  // oxlint-disable-next-line react/exhaustive-deps
  const filter = useMemo(() => filterOf(query, nowMs), [asked]);
  const isFiltered = Object.keys(filter).length > 0;
  const audit = useInfiniteQuery(trpc.audit.list.infiniteQueryOptions(filter as object, byCursor));
  const entries = audit.data?.pages.flatMap((page) => page.rows);
  const file = (type: string) => `/api/audit.${type}?${new URLSearchParams(filter).toString()}`;
  return (
    <>
      <SettingsHeader facts={`newest first · times in ${zoneName(zone, nowMs)}`} />
      <main id="main" className="page-body max-w-[64rem]">
        <AuditFilterSentence query={query} onChange={setQuery} />
        <p className="flex flex-wrap items-center gap-2 -mt-2 pb-4 text-sm text-muted">
          Entries are never edited: the database refuses it. Words of chats are not in them.
          <a className={buttonClass({ small: true })} href={file('csv')} download>
            Save as CSV
          </a>
          <a className={buttonClass({ small: true })} href={file('json')} download>
            Save as JSON
          </a>
        </p>
        {audit.isPending && <SkeletonRows label="Loading the audit list" count={8} />}
        {audit.error && <ErrorNote error={audit.error} onRetry={() => void audit.refetch()} />}
        {entries?.length === 0 && (
          <EmptyState
            title={isFiltered ? 'Nothing of that kind' : 'Nothing recorded yet'}
            {...(isFiltered && { action: <Button onClick={() => setQuery(NO_QUERY)}>Show all</Button> })}
          >
            Everything that changes the lab is written down here.
          </EmptyState>
        )}
        {byDays(entries ?? [], (it) => it.at, zone).map(({ day, rows }) => (
          <section key={day} aria-label={formatDay(rows[0]!.at, zone, nowMs)} className="pb-4">
            <h2 className="pb-1.5">{formatDay(rows[0]!.at, zone, nowMs)}</h2>
            <ol>
              {rows.map((it) => (
                <Entry
                  key={it.id}
                  entry={it}
                  timeZone={zone}
                  nowMs={nowMs}
                  query={query}
                  onQuery={setQuery}
                />
              ))}
            </ol>
          </section>
        ))}
        <LoadMore query={audit} label="Show earlier entries" />
      </main>
    </>
  );
}

type EntryProps = {
  entry: AuditEntryView;
  timeZone: string;
  nowMs: number;
  query: AuditQuery;
  onQuery: (query: AuditQuery) => void;
};

function Entry({ entry, timeZone, nowMs, query, onQuery }: EntryProps) {
  const { currency } = useMe().lab;
  const [isOpen, setOpen] = useState(false);
  const { text, shifts } = tellAudit(entry, { timeZone, now: nowMs, currency });
  return (
    <li className="grid grid-cols-[1.5rem_minmax(0,1fr)_auto] gap-x-3 border-t border-border py-2 text-sm tablet:grid-cols-[4.25rem_1.5rem_minmax(0,1fr)_auto]">
      <time
        dateTime={entry.at}
        className="col-start-2 row-start-2 text-muted tablet:col-start-1 tablet:row-start-1 tablet:pt-0.5"
      >
        {formatTime(entry.at, timeZone, true)}
      </time>
      <span className="row-span-2 tablet:row-span-1">
        <Avatar name={entry.actorName} />
      </span>
      <div className="min-w-0 pt-0.5 break-words">
        <b>
          <Written text={entry.actorName} />
        </b>{' '}
        <Written text={text} />
        <Shifts of={shifts} />
        {isOpen && <Details entry={entry} query={query} onQuery={onQuery} />}
      </div>
      <span className="flex items-center gap-2 max-tablet:col-start-2 max-tablet:row-start-2 max-tablet:justify-self-end">
        {entry.page && (
          <Link
            href={entry.page.path}
            prefetch={false}
            className="py-1 text-link underline whitespace-nowrap"
            aria-label={`${entry.page.label}: ${entry.objectName}`}
          >
            {entry.page.label}
          </Link>
        )}
        <Button
          small
          look="quiet"
          aria-expanded={isOpen}
          aria-label={`Details of what ${entry.actorName} did at ${formatTime(entry.at, timeZone, true)}`}
          onClick={() => setOpen(!isOpen)}
        >
          Details
        </Button>
      </span>
    </li>
  );
}

/** Both states in full, and where it came from. */
function Details({ entry, query, onQuery }: Pick<EntryProps, 'entry' | 'query' | 'onQuery'>) {
  const facts = [
    ['From', entry.address ?? 'not known'],
    ['Request', entry.requestId ?? 'none'],
    ['Action', entry.action],
    ['Thing', `${entry.objectType} ${entry.objectId}`],
    ['Before', entry.before && JSON.stringify(entry.before)],
    ['After', entry.after && JSON.stringify(entry.after)],
  ] as const;
  return (
    <>
      <dl className="my-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 rounded-md bg-code-bg px-3 py-2 font-mono text-xs">
        {facts.map(
          ([term, text]) =>
            text !== null && (
              <div key={term} className="contents">
                <dt className="text-muted">{term}</dt>
                <dd className="[overflow-wrap:anywhere]">{text}</dd>
              </div>
            ),
        )}
      </dl>
      <span className="flex flex-wrap gap-2">
        <Button small onClick={() => onQuery({ ...query, thing: entry.objectId })}>
          Only this thing
        </Button>
        {entry.actorKind === 'user' && entry.actorId !== null && (
          <Button small onClick={() => onQuery({ ...query, who: entry.actorId! })}>
            Only {entry.actorName}
          </Button>
        )}
      </span>
    </>
  );
}
