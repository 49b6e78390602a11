'use client';

import type { inferRouterOutputs } from '@trpc/server';
import { formatMoment } from '@/shared/domain/format.ts';
import type { AppRouter } from '@/server/trpc/root.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';

export type BookingView = inferRouterOutputs<AppRouter>['bookings']['list'][number];
type BookingChoiceProps = {
  bookings: readonly BookingView[];
  chosen: string | null;
  onChoose: (id: string) => void;
};

/** Which of one's running bookings the session is for. */
export function BookingChoice({ bookings, chosen, onChoose }: BookingChoiceProps) {
  const timeZone = useZone();
  const nowMs = useNow();
  return (
    <fieldset className="pb-5">
      <legend className="pb-2 font-strong">Booking</legend>
      {bookings.map((it) => (
        <label key={it.id} className="flex min-h-(--row) items-center gap-3 border-b border-border py-2">
          <input
            type="radio"
            name="booking"
            className="size-4 flex-none accent-accent"
            aria-label={it.purpose}
            checked={it.id === chosen}
            onChange={() => onChoose(it.id)}
          />
          <span className="min-w-0">
            <b className="font-medium">{it.purpose}</b>
            <span className="block text-sm text-muted">
              {it.machines.map((machine) => machine.name).join(', ')} until{' '}
              {formatMoment(it.endsAt, timeZone, nowMs)}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
