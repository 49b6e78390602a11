'use client';

import { skipToken, useQuery } from '@tanstack/react-query';
import { useTRPC } from '../providers/trpc.tsx';
import { timesOf } from '../ui/time-form.ts';
import { useSettled } from '../ui/use-settled.ts';
import type { BookingForm } from './booking-form.ts';
import type { CheckView } from './types.ts';

const MINUTE_MS = 60_000;
const TYPED_MS = 300;
type Asked = { machineIds: string[]; startsAt: string; endsAt: string; teamId: string | null };

/** What the portal would say to this booking, once it stands still; null while it is not known. */
export function useBookingCheck(form: BookingForm, nowMs: number, zone: string): CheckView | null {
  const trpc = useTRPC();
  // "Now" is asked for once a minute.
  const asked = JSON.stringify(askedOf(form, nowMs - (nowMs % MINUTE_MS), zone));
  const settled = useSettled(asked, TYPED_MS);
  const input = JSON.parse(settled) as Asked | null;
  const check = useQuery(trpc.bookings.check.queryOptions(input ?? skipToken, { staleTime: 0 }));
  return settled === asked && input !== null ? (check.data ?? null) : null;
}

function askedOf(form: BookingForm, nowMs: number, zone: string): Asked | null {
  const times = timesOf(form, nowMs, zone);
  if (!times || form.machineIds.length === 0 || times.endsAt <= times.startsAt) return null;
  return {
    machineIds: form.machineIds.toSorted(),
    startsAt: times.startsAt.toISOString(),
    endsAt: times.endsAt.toISOString(),
    teamId: form.teamId,
  };
}

/** Beside which field a rule's refusal stands; the rest is told below them. */
export const FIELD_OF_RULE: Readonly<Record<string, 'start' | 'end'>> = {
  longest: 'end',
  shortest: 'end',
  notice: 'start',
  horizon: 'start',
};
