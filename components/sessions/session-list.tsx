'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import Link from 'next/link';
import { END_REASON_TITLE, isOver } from '@/shared/domain/session-states.ts';
import { formatDuration, formatMoment, zoneName } from '@/shared/domain/format.ts';
import { type PageAction, PageHeader } from '../layout/page-header.tsx';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { useLabGlance } from '../providers/use-lab-glance.ts';
import { ButtonLink } from '../ui/button.tsx';
import { byCursor } from '../ui/by-cursor.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { type Status, StatusGlyph } from '../ui/status-glyph.tsx';
import './sessions.css';
import { StateTag } from '../ui/session-state-tag.tsx';
import type { SessionView } from './types.ts';

const START: PageAction = {
  label: 'New session',
  icon: <Plus aria-hidden size={16} strokeWidth={1.6} />,
  main: true,
  href: '/sessions/new',
};

const INCIDENTS: PageAction = { label: 'Incidents', href: '/incidents' };

/** Sessions that run, then those that are over. */
export function SessionList() {
  const trpc = useTRPC();
  const may = useCan();
  const timeZone = useZone();
  const sessions = useInfiniteQuery(trpc.sessions.list.infiniteQueryOptions({}, byCursor));
  const rows = sessions.data?.pages.flatMap((page) => page.rows) ?? [];
  const running = rows.filter((it) => !isOver(it.state));
  const over = rows.filter((it) => isOver(it.state));
  const glance = useLabGlance();
  const simulated = running.filter((it) => it.simulated).length;
  const facts = [
    glance && `${glance.runningSessions} running`,
    simulated > 0 && `${simulated} simulated, apart`,
    `times in ${zoneName(timeZone)}`,
  ];
  return (
    <>
      <PageHeader
        title="Sessions"
        facts={facts.filter(Boolean).join(' · ')}
        actions={[INCIDENTS, ...(may('session:start') ? [START] : [])]}
      />
      <main id="main" className="page-body">
        {sessions.isPending && <SkeletonRows label="Loading sessions" />}
        {sessions.isError && <ErrorNote error={sessions.error} onRetry={() => void sessions.refetch()} />}
        {sessions.data && running.length === 0 && (
          <NothingRuns hadSome={over.length > 0} mayStart={may('session:start')} />
        )}
        {running.length > 0 && <Rows title="Running" sessions={running} timeZone={timeZone} />}
        {over.length > 0 && <Rows title="Over" sessions={over} timeZone={timeZone} />}
        <LoadMore query={sessions} label="Show earlier sessions" />
      </main>
    </>
  );
}

function NothingRuns({ hadSome, mayStart }: { hadSome: boolean; mayStart: boolean }) {
  return (
    <EmptyState
      title={hadSome ? 'No session runs now' : 'No session yet'}
      action={
        mayStart && (
          <>
            <ButtonLink look="primary" href="/bookings">
              Book Macs
            </ButtonLink>
            <ButtonLink href="/sessions/new">I have a booking</ButtonLink>
          </>
        )
      }
    >
      A session is one model on the Macs of a booking. Book some Macs first; when the booking runs, start a
      model on them and chat with it.
    </EmptyState>
  );
}

function Rows({
  title,
  sessions,
  timeZone,
}: {
  title: string;
  sessions: readonly SessionView[];
  timeZone: string;
}) {
  const nowMs = useNow();
  return (
    <section aria-label={title} className="pb-6">
      <h2 className="pb-2">{title}</h2>
      <ul className="border-t border-border-strong">
        {sessions.map((it) => (
          <li key={it.id} className="border-b border-border">
            <Link prefetch={false} href={`/sessions/${it.id}`} className="session-row">
              <StatusGlyph status={glyphOf(it)} label={null} />
              <span className="min-w-0">
                <span className="flex flex-wrap items-center gap-x-2">
                  <b className="truncate" title={it.modelTitle}>
                    {it.modelTitle}
                  </b>
                  <StateTag session={it} />
                </span>
                <span className="block truncate text-sm text-muted" title={it.purpose}>
                  {it.purpose}
                </span>
              </span>
              <span className="min-w-0">
                <span className="block truncate">
                  {it.machines.map((machine) => machine.name).join(', ')}
                </span>
                <span className="block truncate text-sm text-muted">
                  {it.mine ? 'you' : it.startedBy.name}
                </span>
              </span>
              <span className="session-when">
                <Times session={it} timeZone={timeZone} nowMs={nowMs} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Times({ session, timeZone, nowMs }: { session: SessionView; timeZone: string; nowMs: number }) {
  const { createdAt, readyAt, endedAt, endsAt, endReason } = session;
  if (endedAt) {
    return (
      <>
        <span className="block">
          {formatMoment(createdAt, timeZone, nowMs)},{' '}
          {formatDuration(Date.parse(endedAt) - Date.parse(createdAt))}
        </span>
        <span className="block truncate text-sm text-muted">
          {endReason && END_REASON_TITLE[endReason].replace(/[,.].*$/, '')}
        </span>
      </>
    );
  }
  return (
    <>
      <span className="block">ends {formatMoment(endsAt, timeZone, nowMs)}</span>
      <span className="block text-sm text-muted">
        {readyAt
          ? `ready since ${formatMoment(readyAt, timeZone, nowMs)}`
          : `started ${formatMoment(createdAt, timeZone, nowMs)}`}
      </span>
    </>
  );
}

function glyphOf(session: SessionView): Status {
  if (session.state === 'failed' || session.state === 'withheld') return 'fault';
  if (session.simulated) return 'simulated';
  if (session.state === 'ended') return 'free';
  return session.mine ? 'mine' : 'busy';
}
