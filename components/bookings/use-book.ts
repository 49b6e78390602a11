'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useRef } from 'react';
import { formatRange } from '@/shared/domain/format.ts';
import { newId } from '../ui/new-id.ts';
import { useZone } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { toast } from '../ui/toast.tsx';
import { errorCode, errorDetails } from '../user-message.ts';
import { timesOf } from '../ui/time-form.ts';
import type { BookingForm } from './booking-form.ts';
import type { ConflictView } from './types.ts';

type Slot = { startsAt: string; endsAt: string };

/** Sends the booking. The same wish sent twice, after a lost answer, keeps its id and is booked once. */
export function useBook(onDone: () => void) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const zone = useZone();
  const last = useRef<{ wish: string; id: string } | null>(null);
  const create = useMutation(
    trpc.bookings.create.mutationOptions({
      onSuccess: (booking) => {
        void queries.invalidateQueries(trpc.bookings.pathFilter());
        void queries.invalidateQueries(trpc.machines.pathFilter());
        const names = booking.machines.map((it) => it.name).join(', ');
        toast.done(`Booked ${names}: ${formatRange(booking.startsAt, booking.endsAt, zone)}`);
        onDone();
        router.push(`/bookings/${booking.id}`);
      },
    }),
  );
  const send = (form: BookingForm, slot: Slot): void => {
    const wanted = { machineIds: [...form.machineIds], purpose: form.purpose.trim(), ...slot };
    const wish = JSON.stringify({ ...wanted, startsAt: form.start === null ? 'now' : slot.startsAt });
    if (last.current?.wish !== wish) last.current = { wish, id: newId() };
    create.mutate({ id: last.current.id, ...wanted });
  };
  const details = errorCode(create.error) === 'CONFLICT' ? errorDetails(create.error) : null;
  return {
    isPending: create.isPending,
    error: create.error,
    conflict: details as ConflictView | null,
    book: (form: BookingForm): void => {
      const times = timesOf(form, Date.now(), zone);
      if (times) send(form, { startsAt: times.startsAt.toISOString(), endsAt: times.endsAt.toISOString() });
    },
    bookAt: send,
  };
}
