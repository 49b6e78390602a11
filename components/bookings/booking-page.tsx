'use client';

import { useQuery } from '@tanstack/react-query';
import { Activity, Check, Play, Plus, RotateCcw } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { formatRange, zoneName } from '@/shared/domain/format.ts';
import { PageHeader, type PageAction } from '../layout/page-header.tsx';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { OwnTime } from '../providers/own-zone.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { later } from '../ui/later.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { SimulatedTag, Tag, type TagTone } from '../ui/tag.tsx';
import { bookAgainHref } from './book-again.ts';
import './booking.css';
import { SeriesScope } from './series-scope.tsx';
import { BookingBody } from './booking-body.tsx';
import { type BookingStage, STAGE_WORDS, stageOf, toAnswer } from './booking-stage.ts';
import type { BookingView } from './types.ts';

const GiveBack = later(() => import('./give-back.tsx'));
const ICON = { 'aria-hidden': true, size: 16, strokeWidth: 1.8 } as const;

export function BookingPage({ bookingId }: { bookingId: string }) {
  const trpc = useTRPC();
  const { data, error, isPending, refetch } = useQuery(trpc.bookings.get.queryOptions({ id: bookingId }));
  if (data) return <Shown booking={data} />;
  return (
    <>
      <PageHeader title="Booking" />
      <main id="main" className="page-body">
        {isPending && <SkeletonRows label="Loading the booking" />}
        {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      </main>
    </>
  );
}

function Shown({ booking }: { booking: BookingView }) {
  const trpc = useTRPC();
  const zone = useZone();
  const nowMs = useNow(1000);
  const can = useCan();
  const [asking, setAsking] = useState(false);
  const stage = stageOf(booking, nowMs);
  const mayEnd = can('booking:cancel-own', { ownerId: booking.person.id });
  const isOpen = stage === 'running' || stage === 'ahead';
  const waiting =
    useQuery({ ...trpc.bookings.waitingFor.queryOptions({ id: booking.id }), enabled: mayEnd && isOpen })
      .data ?? [];
  const range = formatRange(booking.startsAt, booking.endsAt, zone, nowMs);
  return (
    <>
      <PageHeader
        title={booking.purpose}
        tag={booking.simulated && <SimulatedTag />}
        facts={
          <>
            <Tag tone={toneOf(stage, booking.mine)}>
              {stage === 'running' && <i className="live-dot" aria-hidden />}
              {STAGE_WORDS[stage]}
            </Tag>{' '}
            {range} · times in {zoneName(zone, booking.startsAt)} ·{' '}
            {[booking.mine ? 'you' : booking.person.name, booking.teamName, booking.project?.name]
              .filter(Boolean)
              .join(', ')}
          </>
        }
        actions={useActions(booking, stage, () => setAsking(true))}
      />
      <main id="main" className="page-body flex flex-col gap-5">
        <OwnTime at={booking.startsAt} to={booking.endsAt} className="-mt-3 text-sm text-muted" />
        {booking.seriesId !== null && <SeriesScope booking={booking} />}
        <BookingBody booking={booking} stage={stage} waiting={waiting} nowMs={nowMs} />
        <Link prefetch={false} href="/bookings" className="link self-start">
          All bookings
        </Link>
      </main>
      {asking && (
        <GiveBack
          booking={booking}
          stage={stage}
          waiting={waiting}
          nowMs={nowMs}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

function toneOf(stage: BookingStage, mine: boolean): TagTone {
  if (stage === 'running') return mine ? 'mine' : 'busy';
  return stage === 'declined' ? 'warning' : 'neutral';
}

/** What ends it, and the one next step. */
function useActions(booking: BookingView, stage: BookingStage, giveBack: () => void): PageAction[] {
  const can = useCan();
  const mayEnd = can('booking:cancel-own', { ownerId: booking.person.id });
  const actions: PageAction[] = [];
  if (mayEnd && stage === 'running')
    actions.push({ label: 'End booking…', danger: true, onSelect: giveBack });
  if (mayEnd && stage === 'ahead')
    actions.push({ label: 'Cancel booking…', danger: true, onSelect: giveBack });
  if (mayEnd && stage === 'asked' && booking.mine)
    actions.push({ label: 'Take back…', danger: true, onSelect: giveBack });
  const next = nextStep(booking, stage, can);
  return next ? [...actions, next] : actions;
}

function nextStep(
  booking: BookingView,
  stage: BookingStage,
  can: ReturnType<typeof useCan>,
): PageAction | null {
  if (booking.sessionId)
    return {
      label: 'Open session',
      main: true,
      icon: <Activity {...ICON} />,
      href: `/sessions/${booking.sessionId}`,
    };
  if (stage === 'running' && booking.mine && can('session:start'))
    return {
      label: 'Start a model',
      main: true,
      icon: <Play {...ICON} />,
      href: `/sessions/new?booking=${booking.id}`,
      isNextStep: true,
    };
  if (stage === 'asked' && can('booking:approve-led', toAnswer(booking)))
    return { label: 'Answer it', main: true, icon: <Check {...ICON} />, href: '#answer' };
  if (stage === 'ahead' && booking.mine && can('booking:move-own'))
    return { label: 'Extend', main: true, icon: <Plus {...ICON} />, href: '#extend' };
  if ((stage === 'over' || stage === 'declined' || stage === 'cancelled') && can('booking:create'))
    return { label: 'Book again…', main: true, icon: <RotateCcw {...ICON} />, href: bookAgainHref(booking) };
  return null;
}
