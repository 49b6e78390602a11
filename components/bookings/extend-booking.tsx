'use client';

import { useMutation } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { formatDuration, formatMoment } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { FormError } from '../ui/error-note.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { toast } from '../ui/toast.tsx';
import { extensionChoices } from './extension-choices.ts';
import type { BookingView, ExtensionView } from './types.ts';
import { useBookingsChanged } from './use-bookings-changed.ts';

type Props = { booking: BookingView; extension: ExtensionView; nowMs: number };

/** A later end, up to the limit that counts; every limit is said, that one first. */
export function ExtendBooking({ booking, extension, nowMs }: Props) {
  const trpc = useTRPC();
  const zone = useZone();
  const bookingsChanged = useBookingsChanged();
  const endMs = Date.parse(booking.endsAt);
  const choices = extensionChoices(extension, zone, nowMs);
  const [chosen, setChosen] = useState<string | null>(null);
  const wanted = choices.find((it) => it.value === chosen) ?? choices.at(0);
  const change = useMutation(
    trpc.bookings.change.mutationOptions({
      onSuccess: (changed) => {
        setChosen(null);
        bookingsChanged();
        toast.done(`“${changed.purpose}” ends ${formatMoment(changed.endsAt, zone, nowMs)} now`);
      },
      onError: bookingsChanged,
    }),
  );
  const untilMs = extension.until ? Date.parse(extension.until) : null;
  const most =
    untilMs === null
      ? 'nothing is in the way'
      : untilMs > endMs
        ? `to ${formatMoment(untilMs, zone, nowMs)} at most, ${formatDuration(untilMs - endMs)} more`
        : 'not at the moment';
  const moreMs = wanted ? (Date.parse(wanted.value) - endMs) * booking.machines.length : 0;
  return (
    <section id="extend" aria-labelledby="extend-head">
      <h2 id="extend-head" className="booking-head">
        Extend <span>{most}</span>
      </h2>
      {wanted && (
        <div className="flex flex-wrap items-center gap-3 py-3">
          <Segmented label="New end" options={choices} value={wanted.value} onChange={setChosen} />
          <span className="min-w-40 flex-1 text-sm text-muted">
            {formatDuration(moreMs)} of machine time more
          </span>
          <Button
            busyLabel={change.isPending ? 'Extending…' : null}
            onClick={() =>
              change.mutate({ id: booking.id, revision: booking.revision, endsAt: new Date(wanted.value) })
            }
          >
            Extend to {formatMoment(wanted.value, zone, nowMs)}
          </Button>
        </div>
      )}
      <FormError error={change.error} />
      <ol className="booking-limits">
        {extension.limits.map((it, index) => (
          <li key={`${it.at} ${it.text}`} data-binding={(index === 0 && it.ofAll) || undefined}>
            <span>{formatMoment(it.at, zone, nowMs)}</span>
            {it.bookingId ? (
              <Link prefetch={false} href={`/bookings/${it.bookingId}`} className="hover:underline">
                {it.text}
              </Link>
            ) : (
              it.text
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
