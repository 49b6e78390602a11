'use client';

import { useQuery } from '@tanstack/react-query';
import { Activity, Play } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import {
  formatCountdown,
  formatDateTime,
  formatDuration,
  formatRange,
  zoneName,
} from '@/shared/domain/format.ts';
import { PageHeader, type PageAction } from '../layout/page-header.tsx';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { SimulatedTag } from '../ui/tag.tsx';
import { BookingNotices } from './booking-notices.tsx';
import { type BookingPhase, countMachines, phaseOf } from './booking-words.ts';
import { GiveBack } from './give-back.tsx';
import { heldUntilMs } from './timeline-bars.ts';
import type { BookingView } from './types.ts';

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
  const zone = useZone();
  const nowMs = useNow(1000);
  const can = useCan();
  const [asking, setAsking] = useState(false);
  const phase = phaseOf(booking, nowMs);
  const mayEnd = can('booking:cancel-own', { ownerId: booking.person.id });
  const actions: PageAction[] = [];
  if (mayEnd && phase === 'now')
    actions.push({ label: 'End booking…', danger: true, onSelect: () => setAsking(true) });
  if (mayEnd && phase === 'ahead')
    actions.push({ label: 'Cancel booking…', danger: true, onSelect: () => setAsking(true) });
  if (booking.sessionId) {
    const icon = <Activity aria-hidden size={16} strokeWidth={1.8} />;
    actions.push({ label: 'Open session', main: true, icon, href: `/sessions/${booking.sessionId}` });
  } else if (phase === 'now' && booking.mine && can('session:start')) {
    const icon = <Play aria-hidden size={16} strokeWidth={1.8} />;
    const href = `/sessions/new?booking=${booking.id}`;
    actions.push({ label: 'Start a model', main: true, icon, href, isNextStep: true });
  }
  return (
    <>
      <PageHeader
        title={booking.purpose}
        tag={booking.simulated && <SimulatedTag />}
        facts={`${formatRange(booking.startsAt, booking.endsAt, zone, nowMs)} · times in ${zoneName(zone, booking.startsAt)}`}
        actions={actions}
      />
      <main id="main" className="page-body flex max-w-[44rem] flex-col gap-6">
        {booking.mine && <BookingNotices bookingId={booking.id} />}
        <State booking={booking} phase={phase} nowMs={nowMs} />
        <Facts booking={booking} nowMs={nowMs} />
        <section aria-label="Machines">
          <h2 className="border-b border-border-strong pb-2">{countMachines(booking.machines.length)}</h2>
          <ul>
            {booking.machines.map((it) => (
              <li
                key={it.id}
                className="flex min-h-(--row-dense) items-center gap-2 border-t border-border first:border-t-0"
              >
                <Link prefetch={false} href={`/machines/${it.id}`} className="font-strong hover:underline">
                  {it.name}
                </Link>
                {it.simulated && <SimulatedTag />}
              </li>
            ))}
          </ul>
        </section>
        <Link prefetch={false} href="/bookings" className="link self-start">
          All bookings
        </Link>
      </main>
      {asking && <GiveBack booking={booking} phase={phase} nowMs={nowMs} onClose={() => setAsking(false)} />}
    </>
  );
}

function State({ booking, phase, nowMs }: { booking: BookingView; phase: BookingPhase; nowMs: number }) {
  const zone = useZone();
  const can = useCan();
  const leftMs = new Date(booking.endsAt).getTime() - nowMs;
  if (phase === 'cancelled') return <Banner title="Cancelled.">The machines were never held for it.</Banner>;
  if (phase === 'over') {
    return (
      <Banner title={`Over since ${formatDateTime(heldUntilMs(booking), zone, nowMs)}.`}>
        {booking.endedAt && 'The machines were given back before the end.'}
      </Banner>
    );
  }
  if (phase === 'ahead') {
    return (
      <Banner title={`Starts in ${formatCountdown(new Date(booking.startsAt).getTime() - nowMs)}.`}>
        A model can be started from then on.
      </Banner>
    );
  }
  const rest = `Ends in ${formatCountdown(leftMs)}.`;
  if (booking.sessionId) return <Banner title={rest}>A model runs on it; it ends with the booking.</Banner>;
  const next =
    booking.mine && can('session:start')
      ? 'The machines are yours: start a model on them.'
      : 'No model runs on it.';
  return <Banner title={rest}>{next}</Banner>;
}

function Facts({ booking, nowMs }: { booking: BookingView; nowMs: number }) {
  const zone = useZone();
  const lengthMs = new Date(booking.endsAt).getTime() - new Date(booking.startsAt).getTime();
  const facts = [
    [
      'Who',
      [booking.mine ? `${booking.person.name}, you` : booking.person.name, booking.teamName]
        .filter(Boolean)
        .join(' · '),
    ],
    ['From', formatDateTime(booking.startsAt, zone, nowMs)],
    ['To', formatDateTime(booking.endsAt, zone, nowMs)],
    ['Length', formatDuration(lengthMs)],
  ] as const;
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2">
      {facts.map(([term, text]) => (
        <div key={term} className="contents">
          <dt className="text-muted">{term}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
