import type { RuleKind, RuleValue } from '../schemas/booking-rule.ts';
import { type Policy, type PolicyMachine, rulesFor } from './booking-policy.ts';
import { least } from './policy-rules.ts';

const MINUTE_MS = 60_000;
/** Minutes before its end at which a booking's person is told. */
export const END_WARNINGS = [15, 5, 1] as const;
/** How early one may say that one is there. */
export const CHECK_IN_AHEAD_MS = 15 * MINUTE_MS;
/** How soon a booking begins whose machines are looked after already. */
export const SOON_MS = 60 * MINUTE_MS;

/** A confirmed booking that runs or begins before long. */
export type CaredBooking = {
  startsAt: Date;
  endsAt: Date;
  checkedInAt: Date | null;
  remindedAt: Date | null;
  warnedMinutes: number | null;
  idleAskedAt: Date | null;
  idleKeptAt: Date | null;
  missingMachineIds: readonly string[];
  /** Something was ever started on it. */
  hasSession: boolean;
  /** A model is being started or answers on it at this moment. */
  isBusy: boolean;
  /** The end of its last answer, or since when its session is ready. */
  lastActivityAt: Date | null;
  /** `isAway`: silent, or taken out of use. */
  machines: readonly (PolicyMachine & { isAway: boolean })[];
};

export type Care =
  | { kind: 'remind' }
  | { kind: 'warn'; minutes: number }
  | { kind: 'release'; endReason: 'no_show' | 'idle' }
  | { kind: 'ask_idle'; graceMinutes: number; idleMinutes: number }
  /** Those that are away now; none: all are back. */
  | { kind: 'missing'; machineIds: string[] };

/** What is due for a booking at `now`, by the rules of its person and machines; a release comes alone. */
export function careFor(booking: CaredBooking, policy: Policy, now: Date): Care[] {
  const release = releaseOf(booking, policy, now);
  if (release) return [release];
  return [
    remindOf(booking, policy, now),
    warnOf(booking, now),
    idleOf(booking, policy, now),
    missingOf(booking, now),
  ].filter((it) => it !== null);
}

/** The strictest of the machines' rules: the fewest minutes. */
function strictest<K extends 'no_show' | 'idle' | 'reminder'>(
  policy: Policy,
  kind: K & RuleKind,
  { machines }: Pick<CaredBooking, 'machines'>,
): RuleValue<K> | null {
  const values = rulesFor(policy, kind, machines).map((it) => it.value as RuleValue<K>);
  return least(values, (it) => it.minutes);
}

const hasBegun = ({ startsAt }: CaredBooking, now: Date): boolean => startsAt <= now;
const isPast = (from: Date, minutes: number, now: Date): boolean =>
  now.getTime() >= from.getTime() + minutes * MINUTE_MS;

function remindOf(booking: CaredBooking, policy: Policy, now: Date): Care | null {
  if (booking.remindedAt || hasBegun(booking, now)) return null;
  const minutes = strictest(policy, 'reminder', booking)?.minutes ?? 0;
  if (minutes === 0 || !isPast(booking.startsAt, -minutes, now)) return null;
  return { kind: 'remind' };
}

/** The nearest mark that is reached; one before its own start is none. */
function warnOf(booking: CaredBooking, now: Date): Care | null {
  const { startsAt, endsAt, warnedMinutes } = booking;
  if (!hasBegun(booking, now)) return null;
  const reached = END_WARNINGS.filter(
    (minutes) => isPast(endsAt, -minutes, now) && endsAt.getTime() - minutes * MINUTE_MS > startsAt.getTime(),
  );
  const minutes = Math.min(...reached);
  if (reached.length === 0 || (warnedMinutes !== null && warnedMinutes <= minutes)) return null;
  return { kind: 'warn', minutes };
}

function releaseOf(booking: CaredBooking, policy: Policy, now: Date): Care | null {
  if (!hasBegun(booking, now)) return null;
  // Who can't use what was booked is not somebody who did not come.
  if (booking.missingMachineIds.length > 0) return null;
  const noShow = strictest(policy, 'no_show', booking);
  const hasCome = booking.checkedInAt !== null || booking.hasSession;
  if (noShow && !hasCome && isPast(booking.startsAt, noShow.minutes, now))
    return { kind: 'release', endReason: 'no_show' };
  const idle = strictest(policy, 'idle', booking);
  const { idleAskedAt } = booking;
  if (!idle || !idleAskedAt || booking.isBusy || activeAt(booking) > idleAskedAt) return null;
  return isPast(idleAskedAt, idle.graceMinutes, now) ? { kind: 'release', endReason: 'idle' } : null;
}

/** Since when nothing was done with a booking that has begun; null while something runs. */
export const idleSince = (booking: CaredBooking): Date | null => (booking.isBusy ? null : activeAt(booking));

/** When somebody last did something with it. */
function activeAt({ startsAt, checkedInAt, idleKeptAt, lastActivityAt }: CaredBooking): Date {
  const moments = [startsAt, checkedInAt, idleKeptAt, lastActivityAt].filter((it) => it !== null);
  return new Date(Math.max(...moments.map((it) => it.getTime())));
}

function idleOf(booking: CaredBooking, policy: Policy, now: Date): Care | null {
  if (!hasBegun(booking, now) || booking.isBusy || booking.missingMachineIds.length > 0) return null;
  const idle = strictest(policy, 'idle', booking);
  const since = activeAt(booking);
  if (!idle || !isPast(since, idle.minutes, now)) return null;
  if (booking.idleAskedAt && booking.idleAskedAt >= since) return null;
  return { kind: 'ask_idle', idleMinutes: idle.minutes, graceMinutes: idle.graceMinutes };
}

function missingOf(booking: CaredBooking, now: Date): Care | null {
  if (booking.startsAt.getTime() > now.getTime() + SOON_MS) return null;
  const away = booking.machines
    .filter((it) => it.isAway)
    .map((it) => it.id)
    .toSorted();
  if (away.join() === [...booking.missingMachineIds].toSorted().join()) return null;
  return { kind: 'missing', machineIds: away };
}
