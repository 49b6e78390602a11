'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CalendarClock } from 'lucide-react';
import { useState } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { later } from '../ui/later.tsx';
import { toast } from '../ui/toast.tsx';
import type { NoticeView } from './types.ts';

const MoveBooking = later(() => import('./move-booking.tsx'));

/** What was done to one's own bookings, or is asked of them, until it is understood: of all, or of one. */
export function BookingNotices({ bookingId }: { bookingId?: string }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [moving, setMoving] = useState<NoticeView | null>(null);
  const notices =
    useQuery(trpc.bookings.notices.queryOptions(bookingId === undefined ? {} : { bookingId })).data ?? [];
  const see = useMutation(
    trpc.bookings.seeNotice.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.bookings.notices.pathFilter()),
      onError: toast.failed,
    }),
  );
  if (notices.length === 0) return null;
  return (
    <ul aria-label="Notices of your bookings" className="flex flex-col gap-2 pb-3">
      {notices.map((it) => (
        <li key={it.id}>
          <Banner
            tone="warning"
            icon={<CalendarClock aria-hidden size={16} strokeWidth={1.6} />}
            title={`Your booking “${it.purpose}”`}
            action={
              <span className="flex flex-wrap gap-2">
                {it.kind === 'asked' && !it.hasBegun && (
                  <Button small look="primary" onClick={() => setMoving(it)}>
                    Move it…
                  </Button>
                )}
                {!it.seen && (
                  <Button
                    small
                    busyLabel={see.isPending && see.variables.id === it.id ? 'Noting…' : null}
                    onClick={() => see.mutate({ id: it.id })}
                  >
                    Understood
                  </Button>
                )}
              </span>
            }
          >
            was {it.text}
            {it.byName && `, by ${it.byName}`}.
            {it.kind === 'asked' &&
              (it.hasBegun
                ? ' It has begun, and keeps its time.'
                : ' It keeps its time unless you move or cancel it.')}
          </Banner>
        </li>
      ))}
      {moving && <MoveBooking notice={moving} onClose={() => setMoving(null)} />}
    </ul>
  );
}
