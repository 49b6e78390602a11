'use client';

import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { InputField } from '../ui/field.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { useSettled } from '../ui/use-settled.ts';
import type { BookingView, HeirView } from './types.ts';
import { useBookingsChanged } from './use-bookings-changed.ts';

const SHOWN = 6;

/** Whom a booking can be handed to, and what is against the others. */
export default function HandOver({ booking }: { booking: BookingView }) {
  const trpc = useTRPC();
  const [find, setFind] = useState('');
  const [heir, setHeir] = useState<HeirView | null>(null);
  const settled = useSettled(find, 250);
  const heirs = useQuery({
    ...trpc.bookings.heirs.queryOptions({ id: booking.id, find: settled.trim(), limit: SHOWN + 1 }),
    placeholderData: keepPreviousData,
  });
  const rows = heirs.data?.slice(0, SHOWN) ?? [];
  const isMany = (heirs.data?.length ?? 0) > SHOWN || find !== '';
  return (
    <section aria-label="Hand over">
      <h2 className="booking-head">Hand over</h2>
      {heirs.isPending && <SkeletonRows label="Loading who may have it" count={2} />}
      {heirs.isError && <ErrorNote error={heirs.error} onRetry={() => void heirs.refetch()} />}
      {isMany && (
        <InputField
          label="Find a person"
          className="py-2"
          maxLength={100}
          value={find}
          onChange={(event) => setFind(event.target.value)}
        />
      )}
      {heirs.data && rows.length === 0 && (
        <p className="py-2 text-sm text-muted">
          {find ? 'Nobody of that name may book.' : 'Nobody else in the lab may book.'}
        </p>
      )}
      <ul>
        {rows.map((it) => (
          <li key={it.id} className="booking-person">
            <Avatar name={it.name} />
            <span className={it.whyNot ? 'min-w-0 text-muted' : 'min-w-0'}>
              {it.name}
              <small>{it.whyNot ?? payWords(it)}</small>
            </span>
            {!it.whyNot && (
              <Button small aria-label={`Hand over to ${it.name}…`} onClick={() => setHeir(it)}>
                Hand over…
              </Button>
            )}
          </li>
        ))}
      </ul>
      {heir && <Confirm booking={booking} heir={heir} onClose={() => setHeir(null)} />}
    </section>
  );
}

const payWords = ({ sameTeam, teamName }: HeirView): string =>
  sameTeam ? 'same team; cost stays with it' : teamName ? `${teamName} pays for all of it` : 'in no team';

function Confirm({ booking, heir, onClose }: { booking: BookingView; heir: HeirView; onClose: () => void }) {
  const trpc = useTRPC();
  const bookingsChanged = useBookingsChanged();
  const handOver = useMutation(
    trpc.bookings.handOver.mutationOptions({
      onSuccess: () => {
        bookingsChanged();
        toast.done(`“${booking.purpose}” is ${heir.name}’s now`);
        onClose();
      },
    }),
  );
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Hand “${booking.purpose}” over to ${heir.name}?`}
      keepLabel="Keep booking"
      confirmLabel="Hand over"
      busyLabel="Handing over…"
      busy={handOver.isPending}
      error={handOver.error}
      onConfirm={() => handOver.mutate({ id: booking.id, revision: booking.revision, personId: heir.id })}
    >
      The whole booking, from its start to its end, goes to {heir.name}’s account
      {heir.sameTeam
        ? '; the team stays the same.'
        : heir.teamName
          ? `: ${heir.teamName} pays for it.`
          : ', which belongs to no team.'}{' '}
      {booking.sessionId && 'The model on it goes on. '}
      The machines are never free in between, and {heir.name} is told. Only {heir.name} or an admin can hand
      it back.
    </ConfirmDialog>
  );
}
