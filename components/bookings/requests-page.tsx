'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { formatDateTime, formatRange, zoneName } from '@/shared/domain/format.ts';
import { PageHeader } from '../layout/page-header.tsx';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { SimulatedTag, Tag } from '../ui/tag.tsx';
import './booking.css';
import { machineNames } from './booking-words.ts';

/** Requests that wait for an answer, the next to begin first. */
export function RequestsPage() {
  const trpc = useTRPC();
  const zone = useZone();
  const can = useCan();
  const nowMs = useNow(60_000);
  const mayAnswer = can('booking:approve-led');
  const requests = useQuery({ ...trpc.bookings.requests.queryOptions({}), enabled: mayAnswer });
  return (
    <>
      <PageHeader
        title="Requests"
        facts={`what waits for a yes, the next to begin first · times in ${zoneName(zone, nowMs)}`}
      />
      <main id="main" className="page-body max-w-[60rem]">
        {!mayAnswer && (
          <EmptyState title="Admins and leads of teams answer requests">
            Your own requests stand among your bookings; you are told when they are answered.
          </EmptyState>
        )}
        {mayAnswer && requests.isPending && <SkeletonRows label="Loading the requests" />}
        {requests.isError && <ErrorNote error={requests.error} onRetry={() => void requests.refetch()} />}
        {requests.data?.length === 0 && (
          <EmptyState title="No request waits for you">
            A booking that a rule wants somebody’s yes for appears here. An unanswered one lapses at its
            start.
          </EmptyState>
        )}
        <ul>
          {requests.data?.map(({ booking, askedAt, rule, isTaken }) => (
            <li key={booking.id} className="booking-person">
              <Avatar name={booking.person.name} mine={booking.mine} />
              <span className="min-w-0">
                <Link
                  prefetch={false}
                  href={`/bookings/${booking.id}`}
                  className="font-strong [overflow-wrap:anywhere] hover:underline"
                >
                  {booking.purpose}
                </Link>{' '}
                {booking.simulated && <SimulatedTag />} {isTaken && <Tag tone="warning">taken by now</Tag>}
                <small>
                  {booking.mine ? 'you' : booking.person.name}
                  {booking.teamName && `, ${booking.teamName}`} · {machineNames(booking)} ·{' '}
                  {formatRange(booking.startsAt, booking.endsAt, zone, nowMs)}
                </small>
                <small>
                  {rule && `${rule} `}Asked {formatDateTime(askedAt, zone, nowMs)}.
                </small>
              </span>
            </li>
          ))}
        </ul>
      </main>
    </>
  );
}
