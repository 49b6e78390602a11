'use client';

import { keepPreviousData, skipToken, useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { landOn } from '../layout/landing.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { toast } from '../ui/toast.tsx';
import { type RepeatValue, ruleOf } from './repeat-form.ts';
import { canBeHad } from './series-date-list.tsx';
import { useBookingsChanged } from './use-bookings-changed.ts';
import { useWishId } from './use-wish-id.ts';

export type Repeated = {
  machineIds: readonly string[];
  /** Null: now, or not filled in yet. */
  startsAt: Date | null;
  lengthMs: number;
  holdId?: string | null;
  teamId?: string | null;
  value: RepeatValue;
};

/** A series' dates as they could be booked now; asked again whenever what is wished changes. */
export function useRepeatDates({
  machineIds,
  startsAt,
  lengthMs,
  holdId = null,
  teamId = null,
  value,
}: Repeated) {
  const trpc = useTRPC();
  const rule = ruleOf(value, startsAt, lengthMs);
  const isAsked = rule !== null && machineIds.length > 0;
  const query = useQuery(
    trpc.bookingSeries.preview.queryOptions(
      isAsked ? { ...rule, machineIds: [...machineIds], holdId, teamId } : skipToken,
      { placeholderData: keepPreviousData },
    ),
  );
  const dates = isAsked && query.data ? query.data.dates : [];
  const out = dates.filter((it) => !canBeHad(it) || value.skip.includes(it.date)).map((it) => it.date);
  return { rule, query, dates, out, bookable: dates.length - out.length };
}

/** Books what can be had of a series. */
export function useBookRepeat(onDone: () => void) {
  const trpc = useTRPC();
  const router = useRouter();
  const idOf = useWishId();
  const create = useMutation(trpc.bookingSeries.create.mutationOptions({ onSuccess: useBookingsChanged() }));
  return {
    isPending: create.isPending,
    error: create.error,
    book: (wanted: Omit<Parameters<typeof create.mutate>[0], 'id'>, onRefused: () => void): void => {
      create.mutateAsync({ ...wanted, id: idOf(wanted) }).then(({ bookingIds }) => {
        toast.done(bookingIds.length === 1 ? 'Booked one date' : `Booked ${bookingIds.length} dates`);
        landOn('next-step');
        onDone();
        router.push(`/bookings/${bookingIds[0]}`);
      }, onRefused);
    },
  };
}
