'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useEffect, useRef } from 'react';
import { END_WARNINGS } from '@/shared/domain/booking-care.ts';
import { formatCountdown, formatTime, zoneName } from '@/shared/domain/format.ts';
import { announce } from './live-region.tsx';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { OwnTime } from '../providers/own-zone.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { toast } from '../ui/toast.tsx';
import { toUserMessage } from '../user-message.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

type Props = {
  bookingId: string;
  endsAt: string;
  mine: boolean;
  /** The page's own title, which tells the end too while it is near. */
  title: string;
};

/** From 15 minutes before a booking's end: when that is, again at 5 and 1, and a way to go on. */
export function EndWarning({ bookingId, endsAt, mine, title }: Props) {
  const zone = useZone();
  const leftMs = Date.parse(endsAt) - useNow(1000);
  const minutes = END_WARNINGS.findLast((it) => leftMs <= it * MINUTE_MS) ?? null;
  const isNear = leftMs > 0 && minutes !== null;
  const at = `${formatTime(endsAt, zone)} ${zoneName(zone, endsAt)}`;
  useToldAgain(isNear ? minutes : null, `The booking ends at ${at}.`);
  const left = isNear ? formatCountdown(leftMs) : null;
  useEffect(() => {
    if (!isNear) return;
    const before = document.title;
    document.title = `Ends ${at} · ${title} · Espalier`;
    return () => void (document.title = before);
  }, [isNear, at, title]);
  if (!isNear) return null;
  return (
    <Banner
      tone="warning"
      title={`Ends in ${left}, at ${at}.`}
      action={mine && <Extend bookingId={bookingId} endsAt={endsAt} />}
    >
      What runs on the booking ends with it; what was written stays. <OwnTime at={endsAt} />
    </Banner>
  );
}

/** A toast at each mark that is passed while one looks: the banner may be out of sight. */
function useToldAgain(minutes: number | null, text: string): void {
  const told = useRef(minutes);
  useEffect(() => {
    const passed = minutes !== null && minutes !== told.current;
    told.current = minutes;
    if (!passed) return;
    toast.done(text);
    announce(text);
  }, [minutes, text]);
}

function Extend({ bookingId, endsAt }: { bookingId: string; endsAt: string }) {
  const trpc = useTRPC();
  const booking = useQuery(trpc.bookings.get.queryOptions({ id: bookingId }));
  const queries = useQueryClient();
  const zone = useZone();
  const extend = useMutation(
    trpc.bookings.change.mutationOptions({
      onSuccess: (changed) => {
        void queries.invalidateQueries(trpc.bookings.pathFilter());
        void queries.invalidateQueries(trpc.bookingSeries.pathFilter());
        void queries.invalidateQueries(trpc.machines.pathFilter());
        void queries.invalidateQueries(trpc.sessions.pathFilter());
        toast.done(`Goes on until ${formatTime(changed.endsAt, zone)}`);
      },
    }),
  );
  const longer = new Date(Date.parse(endsAt) + HOUR_MS).toISOString();
  const refusal = extend.error && toUserMessage(extend.error);
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <Button
        small
        busyLabel={extend.isPending ? 'Extending…' : null}
        disabled={!booking.data}
        onClick={() =>
          booking.data && extend.mutate({ id: bookingId, revision: booking.data.revision, endsAt: longer })
        }
      >
        Extend by 1 h
      </Button>
      <Link prefetch={false} href={`/bookings/${bookingId}`} className="link">
        See the booking
      </Link>
      {refusal && (
        <span role="alert" className="basis-full text-fault-text">
          {[refusal.title, refusal.detail].filter(Boolean).join(' ')}
        </span>
      )}
    </span>
  );
}
