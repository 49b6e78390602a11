'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatMoment, zoneName } from '@/shared/domain/format.ts';
import { PageHeader } from '../layout/page-header.tsx';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { Pick } from '../ui/pick.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { SimulatedTag } from '../ui/tag.tsx';
import './sessions.css';
import { StartForm } from './start-form.tsx';
import './start.css';
import type { BookingView } from './types.ts';

const DAY_MS = 86_400_000;
type NewSessionProps = { bookingId: string | null; modelId: string | null };

/** Starts a model on the Macs of a booking that runs now. */
export function NewSession({ bookingId, modelId }: NewSessionProps) {
  const trpc = useTRPC();
  // Whole seconds: a booking from now on has begun by the time one gets here.
  const nowMs = useNow(1000);
  // The window is of whole days, so that its query stays the same while the page is open.
  const [window] = useState(() => {
    const today = Math.floor(nowMs / DAY_MS) * DAY_MS;
    return { from: new Date(today - DAY_MS), to: new Date(today + 2 * DAY_MS) };
  });
  const bookings = useQuery(trpc.bookings.list.queryOptions(window));
  const [chosen, setChosen] = useState(bookingId);
  const running = (bookings.data ?? []).filter(
    (it) =>
      it.mine &&
      it.status === 'confirmed' &&
      Date.parse(it.startsAt) <= nowMs &&
      Date.parse(it.endsAt) > nowMs,
  );
  const booking = running.find((it) => it.id === chosen) ?? (running.length === 1 ? running[0] : undefined);
  return (
    <>
      <PageHeader
        title="Start a session"
        facts={
          booking ? (
            <BookingFacts booking={booking} isNamed={running.length > 1} nowMs={nowMs} />
          ) : (
            'one model on the Macs of a booking'
          )
        }
      />
      <main id="main" className="page-body">
        {bookings.isPending && <SkeletonRows label="Loading your bookings" />}
        {bookings.isError && <ErrorNote error={bookings.error} onRetry={() => void bookings.refetch()} />}
        {bookings.data && running.length === 0 && <NoBooking />}
        {running.length > 1 && (
          <p className="pick-sentence start-booking">
            <span>In</span>
            <Pick
              label="Booking"
              value={booking?.id ?? ''}
              unchosen="one of your bookings"
              options={running.map((it) => [it.id, bookingWords(it)] as const)}
              onChange={setChosen}
            />
          </p>
        )}
        {booking &&
          (booking.sessionId ? (
            <EmptyState
              title="A session runs on these Macs already"
              action={
                <ButtonLink look="primary" href={`/sessions/${booking.sessionId}`}>
                  Open the session
                </ButtonLink>
              }
            >
              End it to start another model in the same booking.
            </EmptyState>
          ) : (
            <StartForm key={booking.id} booking={booking} wanted={modelId} nowMs={nowMs} />
          ))}
      </main>
    </>
  );
}

const bookingWords = ({ purpose, machines }: BookingView): string =>
  `${purpose}: ${machines.map((it) => it.name).join(', ')}`;

type FactsProps = {
  booking: BookingView;
  /** Below already. */
  isNamed: boolean;
  nowMs: number;
};
function BookingFacts({ booking, isNamed, nowMs }: FactsProps) {
  const timeZone = useZone();
  return (
    <>
      {!isNamed && `${bookingWords(booking)} · `}until {formatMoment(booking.endsAt, timeZone, nowMs)} · times
      in {zoneName(timeZone, nowMs)} {booking.simulated && <SimulatedTag />}
    </>
  );
}

function NoBooking() {
  const can = useCan();
  return (
    <EmptyState
      title="No booking of yours runs now"
      action={
        can('booking:create') && (
          <ButtonLink look="primary" href="/bookings?book=1">
            Book Macs
          </ButtonLink>
        )
      }
    >
      A session runs on Macs you have booked, while the booking lasts.{' '}
      {can('booking:create')
        ? 'Book some from now on, then come back here.'
        : 'Your role does not book; an admin of the lab can change it.'}
    </EmptyState>
  );
}
