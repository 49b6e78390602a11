'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatDate } from '@/shared/domain/format.ts';
import { useCan } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { later } from '../ui/later.tsx';
import { movableOf } from './booking-stage.ts';
import type { BookingView } from './types.ts';

const ChangeSeries = later(() => import('./change-series.tsx'));
const CancelSeries = later(() => import('./cancel-series.tsx'));

/** Of a booking that comes again: which one of how many, and what can be done to several at once. */
export function SeriesScope({ booking }: { booking: BookingView }) {
  const trpc = useTRPC();
  const can = useCan();
  const nowMs = useNow(10_000);
  const [asking, setAsking] = useState<'change' | 'cancel' | null>(null);
  const id = booking.seriesId;
  const { data: series } = useQuery({
    ...trpc.bookingSeries.get.queryOptions({ id: id ?? '-' }),
    enabled: id !== null,
  });
  if (id === null || !series) return null;
  const isAhead = movableOf(booking, nowMs) === 'whole';
  const owner = { ownerId: booking.person.id };
  const of = series.made === 1 ? 'The first' : `One of ${series.made}`;
  const words = series.words.charAt(0).toLowerCase() + series.words.slice(1);
  return (
    <section aria-label="Series" className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <p className="mr-auto">
        <b className="font-strong">
          {of}, {words} at {series.localTime}
        </b>{' '}
        <span className="text-muted">
          {series.timeZone}
          {series.untilDate ? `, until ${formatDate(series.untilDate)}` : ', until it is cancelled'}
        </span>
      </p>
      {isAhead && can('booking:move-own', owner) && (
        <Button small onClick={() => setAsking('change')}>
          Change dates…
        </Button>
      )}
      {isAhead && can('booking:cancel-own', owner) && (
        <Button small onClick={() => setAsking('cancel')}>
          Cancel dates…
        </Button>
      )}
      {asking === 'change' && (
        <ChangeSeries booking={booking} series={series} onClose={() => setAsking(null)} />
      )}
      {asking === 'cancel' && (
        <CancelSeries booking={booking} series={series} onClose={() => setAsking(null)} />
      )}
    </section>
  );
}
