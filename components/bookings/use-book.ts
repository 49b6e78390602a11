'use client';

import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { landOn } from '../layout/landing.ts';
import { useZone } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { toast } from '../ui/toast.tsx';
import { errorCode, errorDetails } from '../user-message.ts';
import { timesOf } from '../ui/time-form.ts';
import type { BookingForm } from './booking-form.ts';
import { bookedWords } from './booking-words.ts';
import type { BookingView, ConflictView } from './types.ts';
import { useBookingsChanged } from './use-bookings-changed.ts';
import { useWishId } from './use-wish-id.ts';

/** Why the rules are set aside; whether what has less priority makes way. */
type More = { overrideReason?: string; makeWay?: true };
/** As it was sent. */
export type Refused = { machineIds: string[]; startsAt: unknown; endsAt: unknown };
type Slot = { startsAt: string; endsAt: string };

/**
 * Sends the booking. Who has closed the sheet meanwhile stays where they are: a toast tells what became of it, and takes
 * it back.
 */
export function useBook(onDone: () => void) {
  const trpc = useTRPC();
  const router = useRouter();
  const zone = useZone();
  const isClosed = useRef(false);
  useEffect(() => {
    isClosed.current = false;
    return () => void (isClosed.current = true);
  }, []);
  const giveBack = useGiveBack();
  const idOf = useWishId();
  const create = useMutation(trpc.bookings.create.mutationOptions({ onSuccess: useBookingsChanged() }));
  const booked = (booking: BookingView): void => {
    const words = bookedWords(booking, zone);
    if (isClosed.current) return toast.done(words, () => giveBack(booking));
    toast.done(words);
    landOn('next-step');
    onDone();
    router.push(`/bookings/${booking.id}`);
  };
  const send = (form: BookingForm, slot: Slot, more: More = {}): void => {
    const wanted = {
      machineIds: [...form.machineIds],
      purpose: form.purpose.trim(),
      projectId: form.projectId,
      teamId: form.teamId,
      ...slot,
      keepsLength: Boolean(form.durationMs),
      ...more,
    };
    const { start, end, durationMs } = form;
    // From now, for so long: the same wish whenever it is sent.
    const when = start === null ? { end: durationMs ?? end } : slot;
    const id = idOf({ ...wanted, startsAt: null, endsAt: null, when });
    // A promise, since the mutation's own callbacks end with the sheet.
    create.mutateAsync({ id, ...wanted }).then(booked, () => undefined);
  };
  const details = errorCode(create.error) === 'CONFLICT' ? errorDetails(create.error) : null;
  return {
    isPending: create.isPending,
    error: create.error,
    /** What was refused is another wish by now. */
    forget: create.reset,
    conflict: details as ConflictView | null,
    /** What was refused last, to wait for. */
    refused: create.isError ? create.variables : null,
    book: (form: BookingForm, more?: More): void => {
      const times = timesOf(form, Date.now(), zone);
      if (times)
        send(form, { startsAt: times.startsAt.toISOString(), endsAt: times.endsAt.toISOString() }, more);
    },
    bookAt: (form: BookingForm, slot: Slot): void => send(form, slot),
  };
}

/** Takes a booking back that was closed away while it was made: one that has begun is ended, any other cancelled. */
function useGiveBack(): (booking: BookingView) => void {
  const trpc = useTRPC();
  const told = { onSuccess: useBookingsChanged(), onError: toast.failed };
  const cancel = useMutation(trpc.bookings.cancel.mutationOptions(told));
  const end = useMutation(trpc.bookings.end.mutationOptions(told));
  return ({ id, revision, startsAt }) =>
    (Date.parse(startsAt) <= Date.now() ? end : cancel).mutate({ id, revision });
}
