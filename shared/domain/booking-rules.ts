import type { BookingStatus } from '../schemas/booking.ts';
import { type CordonColumns, cordonOf, cordonWords } from './cordon.ts';
import { formatZonedMoment } from './format.ts';
import type { MachineStatus } from '../schemas/machine.ts';

const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 3_600_000;
export const SHORTEST_BOOKING_MS = 5 * MS_PER_MINUTE;
/** A form is filled in while its start passes: such a booking starts now, with the end that was asked for. */
export const LATE_START_MS = 2 * MS_PER_MINUTE;
/** As far as any lab's rule may let people book. */
export const FARTHEST_AHEAD_MS = 365 * 24 * MS_PER_HOUR;
/** As long as any lab's rule may let a booking be. */
export const LONGEST_BOOKING_MS = 90 * 24 * MS_PER_HOUR;
export const LONGEST_MAINTENANCE_MS = 30 * 24 * MS_PER_HOUR;
export const MAINTENANCE_AHEAD_MS = 365 * 24 * MS_PER_HOUR;

export type BookingRefusalReason =
  | 'backwards'
  | 'too_short'
  | 'too_long'
  | 'past'
  | 'too_far_ahead'
  | 'unknown_machine'
  | 'not_active'
  | 'mixed'
  | 'not_begun'
  | 'begun'
  | 'over'
  | 'cancelled';
/** `message` is for people; `reason` is for screens and tests. */
export type BookingRefusal = { ok: false; reason: BookingRefusalReason; message: string };
export type BookingTimes = { startsAt: Date; endsAt: Date };

const refuse = (reason: BookingRefusalReason, message: string): BookingRefusal => ({
  ok: false,
  reason,
  message,
});

/**
 * Is this a time that can be booked at all? How long and how far ahead is the lab's rules' to say
 * (`booking-policy.ts`). Gives the times to store: a start up to two minutes ago becomes `now`.
 */
export function checkBookingTimes(
  { startsAt, endsAt }: BookingTimes,
  now: Date,
): ({ ok: true } & BookingTimes) | BookingRefusal {
  if (endsAt <= startsAt) return refuse('backwards', 'The end is not after the start. Choose a later end.');
  if (isPast(startsAt, now)) return PAST;
  if (endsAt <= now) return refuse('backwards', 'The end is over already. Choose a later end.');
  return { ok: true, startsAt: startsAt < now ? now : startsAt, endsAt };
}

const isPast = (startsAt: Date, now: Date): boolean => startsAt.getTime() < now.getTime() - LATE_START_MS;
const PAST = refuse('past', 'The start is in the past. Choose a start from now on.');

/** May maintenance be planned for this time? Longer and farther ahead than a booking: a power test is known early. */
export function checkMaintenanceTimes(
  { startsAt, endsAt }: BookingTimes,
  now: Date,
): ({ ok: true } & BookingTimes) | BookingRefusal {
  const durationMs = endsAt.getTime() - startsAt.getTime();
  if (durationMs <= 0) return refuse('backwards', 'The end is not after the start. Choose a later end.');
  if (durationMs < SHORTEST_BOOKING_MS)
    return refuse('too_short', 'Shortest maintenance is 5 min. Choose a later end.');
  if (durationMs > LONGEST_MAINTENANCE_MS)
    return refuse(
      'too_long',
      'Maintenance is planned for 30 days at most. Set the machine’s status instead.',
    );
  if (isPast(startsAt, now)) return PAST;
  if (startsAt.getTime() > now.getTime() + MAINTENANCE_AHEAD_MS)
    return refuse('too_far_ahead', 'Maintenance is planned a year ahead at most. Choose an earlier start.');
  return { ok: true, startsAt: startsAt < now ? now : startsAt, endsAt };
}

export type BookableMachine = {
  id: string;
  name: string;
  status: MachineStatus;
  simulated: boolean;
} & CordonColumns;

const WHY_NOT = { maintenance: 'in maintenance', loaned: 'lent out', retired: 'retired' } as const;

/** May these machines be booked together? `found` holds the rows of those wanted that exist. */
export function checkBookedMachines(
  wantedIds: readonly string[],
  found: readonly BookableMachine[],
): { ok: true; simulated: boolean } | BookingRefusal {
  const missing = wantedIds.length - found.length;
  if (missing > 0) {
    const which = missing === 1 ? 'One of these machines is' : `${missing} of these machines are`;
    return refuse('unknown_machine', `${which} not in the lab. Reload the list and choose again.`);
  }
  const named = found.flatMap((it) => {
    const cordon = cordonOf(it);
    if (it.status !== 'active') return [`${it.name} is ${WHY_NOT[it.status]}`];
    return cordon === null ? [] : [cordonWords(it.name, cordon)];
  });
  if (named.length > 0) {
    return refuse('not_active', `${named.join('; ')}. Choose other machines.`);
  }
  const simulated = found.every((it) => it.simulated);
  if (!simulated && found.some((it) => it.simulated)) {
    return refuse('mixed', 'A booking holds either real or simulated machines, so that totals stay honest.');
  }
  return { ok: true, simulated };
}

/** `asked`: it waits for somebody's yes. */
export type BookingPhase = 'asked' | 'upcoming' | 'running' | 'over' | 'cancelled' | 'declined';
export type BookingView = BookingTimes & { status: BookingStatus };

/** By the clock, so that a booking past its end is over before anybody has written that down. */
export function bookingPhase(booking: BookingView, now: Date): BookingPhase {
  if (booking.status === 'cancelled') return 'cancelled';
  if (booking.status === 'declined') return 'declined';
  if (booking.status === 'pending') return booking.startsAt > now ? 'asked' : 'over';
  if (booking.status === 'ended' || booking.endsAt <= now) return 'over';
  return booking.startsAt > now ? 'upcoming' : 'running';
}

const DECLINED = refuse('cancelled', 'This request was declined. Book the machines again to use them.');

/** May it be cancelled: only before its start. */
export function checkCancel(booking: BookingView, now: Date): { ok: true } | BookingRefusal {
  const phase = bookingPhase(booking, now);
  if (phase === 'upcoming' || phase === 'asked') return { ok: true };
  if (phase === 'declined') return DECLINED;
  if (phase === 'running')
    return refuse('begun', 'This booking has begun. End it to give its machines back.');
  return phase === 'over'
    ? refuse('over', 'This booking is over. There is nothing to cancel.')
    : refuse('cancelled', 'This booking was cancelled.');
}

/** May its machines be used, and may it be ended: only while it runs. */
export function checkRunning(
  booking: BookingView,
  now: Date,
  timeZone: string,
): { ok: true } | BookingRefusal {
  const phase = bookingPhase(booking, now);
  if (phase === 'running') return { ok: true };
  if (phase === 'declined') return DECLINED;
  if (phase === 'asked') return refuse('not_begun', 'This booking still waits for somebody to agree.');
  if (phase === 'upcoming') {
    return refuse(
      'not_begun',
      `This booking begins at ${formatZonedMoment(booking.startsAt, timeZone, now)}.`,
    );
  }
  return phase === 'over'
    ? refuse('over', 'This booking is over. Book the machines again to go on.')
    : refuse('cancelled', 'This booking was cancelled. Book the machines again to use them.');
}
