'use client';

import { useQuery } from '@tanstack/react-query';
import { Lock, LockOpen, MessageCircle, Square } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { isOver, SESSION_STATE_LABEL } from '@/shared/domain/session-states.ts';
import { formatCountdown, zoneName } from '@/shared/domain/format.ts';
import { type PageAction, PageHeader } from '../layout/page-header.tsx';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { OwnTime } from '../providers/own-zone.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { EndWarning } from '../layout/end-warning.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { EndingBanner } from './ending-banner.tsx';
import { LiveView } from './live-view.tsx';
import { LogView } from './log-view.tsx';
import './sessions.css';
import { StateTag } from '../ui/session-state-tag.tsx';
import type { SessionDetailView } from './types.ts';
import { WarmBanner } from './warm-banner.tsx';
import { WithheldBanner } from './withheld-banner.tsx';
import { useSessionActions } from './use-session-actions.ts';

const SMALL = { 'aria-hidden': true, size: 16, strokeWidth: 1.6 } as const;
type View = 'live' | 'logs';
type SessionPageProps = { id: string; view: View; rank: number | null };

/** One session: its state and what can be done with it, live or by its logs. */
export function SessionPage({ id, view, rank }: SessionPageProps) {
  const trpc = useTRPC();
  const session = useQuery(trpc.sessions.get.queryOptions({ id }));
  if (session.data) return <Loaded session={session.data} view={view} rank={rank} />;
  return (
    <>
      <PageHeader title="Session" />
      <main id="main" className="page-body">
        {session.isError ? (
          <ErrorNote error={session.error} onRetry={() => void session.refetch()} />
        ) : (
          <SkeletonRows label="Loading the session" />
        )}
      </main>
    </>
  );
}

function Loaded({ session, view, rank }: { session: SessionDetailView; view: View; rank: number | null }) {
  const router = useRouter();
  const timeZone = useZone();
  const nowMs = useNow(1000);
  const [asksToEnd, setAsksToEnd] = useState(false);
  const base = `/sessions/${session.id}`;
  // What is kept warm has ended for whoever had it.
  const isPast = isOver(session.state) || session.state === 'warm';
  const openLog = (wanted: number | null): void =>
    router.replace(`${base}?view=logs${wanted === null ? '' : `&rank=${wanted}`}`, { scroll: false });
  return (
    <>
      <PageHeader
        title={session.modelTitle}
        facts={
          <>
            <StateTag session={session} /> {session.machines.map((it) => it.name).join(', ')} ·{' '}
            {session.purpose} · {session.mine ? 'you' : session.startedBy.name}
            {session.openToAll && ' · open to all keys'} · times in {zoneName(timeZone, nowMs)}{' '}
            <OwnTime at={nowMs} />
          </>
        }
        actions={useHeaderActions(session, () => setAsksToEnd(true))}
        tabs={[
          {
            href: base,
            label: isPast ? 'Overview' : 'Live',
            current: view === 'live',
          },
          { href: `${base}?view=logs`, label: 'Logs', current: view === 'logs' },
        ]}
      />
      <main id="main" className="page-body">
        <p className="sr-only" role="status">
          {session.modelTitle}: {SESSION_STATE_LABEL[session.state]}
        </p>
        {!isOver(session.state) && session.state !== 'warm' && (
          <div className="pb-4 empty:pb-0">
            <EndWarning
              bookingId={session.bookingId}
              endsAt={session.endsAt}
              mine={session.mine}
              title={session.modelTitle}
            />
          </div>
        )}
        <WithheldBanner session={session} />
        <WarmBanner session={session} timeZone={timeZone} nowMs={nowMs} />
        <EndingBanner session={session} timeZone={timeZone} nowMs={nowMs} />
        {view === 'live' ? (
          <LiveView session={session} timeZone={timeZone} nowMs={nowMs} isOver={isPast} onLog={openLog} />
        ) : (
          <LogView session={session} timeZone={timeZone} rank={rank} onRank={openLog} />
        )}
      </main>
      <EndDialog session={session} nowMs={nowMs} open={asksToEnd} onOpenChange={setAsksToEnd} />
    </>
  );
}

function useHeaderActions(session: SessionDetailView, askToEnd: () => void): PageAction[] {
  const may = useCan();
  const { openChat, setOpen } = useSessionActions(session.id);
  const actions: PageAction[] = [];
  // The booking's person owns the session; for everybody else it takes the right over any.
  const mayEnd = may(session.mine ? 'session:end-own' : 'session:end-any');
  if (mayEnd && !isOver(session.state) && session.state !== 'ending' && session.state !== 'warm') {
    const icon = <Square aria-hidden size={14} fill="currentColor" strokeWidth={0} />;
    actions.push({ label: 'End session…', icon, danger: true, onSelect: askToEnd });
  }
  if (may(session.mine ? 'session:open-own' : 'session:open-any') && session.state === 'ready') {
    const { id, openToAll } = session;
    const icon = openToAll ? <Lock {...SMALL} /> : <LockOpen {...SMALL} />;
    const label = openToAll ? 'Close to others’ keys' : 'Open to all keys';
    actions.push({ key: 'open', label, icon, onSelect: () => setOpen.mutate({ id, open: !openToAll }) });
  }
  if (session.state === 'ready' && may('chat:write')) {
    const icon = <MessageCircle aria-hidden size={16} strokeWidth={1.6} />;
    actions.push({ label: 'Open chat', icon, main: true, onSelect: openChat });
  }
  return actions;
}

type EndDialogProps = {
  session: SessionDetailView;
  nowMs: number;
  open: boolean;
  onOpenChange: (open: boolean) => void;
};
function EndDialog({ session, nowMs, open, onOpenChange }: EndDialogProps) {
  const { end } = useSessionActions(session.id);
  const leftMs = Date.parse(session.endsAt) - nowMs;
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`End ${session.modelTitle} on ${session.machines.map((it) => it.name).join(', ')}?`}
      keepLabel="Keep running"
      confirmLabel="End session"
      busyLabel="Ending…"
      busy={end.isPending}
      error={end.error}
      onConfirm={() => end.mutate({ id: session.id }, { onSuccess: () => onOpenChange(false) })}
    >
      Every rank is stopped. An answer in progress stops and keeps the part written; questions that wait are
      not answered.
      {leftMs > 60_000 && ` The booking goes on for ${formatCountdown(leftMs)} and can start another model.`}
    </ConfirmDialog>
  );
}
