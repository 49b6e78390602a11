import type { Policy } from '@/shared/domain/booking-policy.ts';
import type { SeriesDate } from '@/shared/schemas/booking-series.ts';
import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { isServiceError, ServiceError } from '../../errors.ts';
import type { DateTimes } from './booking-series.ts';
import { decideTime, type TimeDecision, TimeTaken, type TimeWish } from './decide-time.ts';
import { readConflicts } from './read-conflicts.ts';
import { longestTurnaroundMs, readForTurnaround } from './read-policy.ts';
import { isTakenError } from './tell-taken.ts';

export type WishedDate = DateTimes & { wish: TimeWish };
export type DecidedDate = WishedDate & { words: string | null } & (
    | { state: 'free' | 'asks'; time: TimeDecision }
    | { state: 'taken' | 'refused' }
  );

/**
 * Decides on each date as on any booking, one after the other; what `write` writes of one counts for the next. What
 * refuses a date is kept beside it. The machines of all dates are locked already.
 */
export async function decideDates(
  ctx: ServiceContext,
  tx: Transaction,
  dates: readonly WishedDate[],
  policy: Policy,
  write: (date: WishedDate, time: TimeDecision) => Promise<void>,
): Promise<DecidedDate[]> {
  const decided: DecidedDate[] = [];
  for (const date of dates) {
    const time = await decideTime(ctx, tx, date.wish, policy).catch((error: unknown) => {
      if (error instanceof TimeTaken || isServiceError(error)) return error;
      throw error;
    });
    if (time instanceof TimeTaken) decided.push({ ...date, state: 'taken', words: null });
    else if (isServiceError(time)) decided.push({ ...date, state: 'refused', words: time.message });
    else {
      await write(date, time);
      const words = time.approval?.text ?? null;
      decided.push({ ...date, state: time.approval ? 'asks' : 'free', words, time });
    }
  }
  return decided;
}

export const canBeHad = ({ state }: Pick<SeriesDate, 'state'>): boolean =>
  state === 'free' || state === 'asks';

/** Thrown out of a transaction, so that nothing of it is written, with what it has found. */
export class DatesFound extends Error {
  readonly dates: DecidedDate[];
  readonly policy: Policy;
  constructor(dates: DecidedDate[], policy: Policy) {
    super('Dates were looked at.');
    this.dates = dates;
    this.policy = policy;
  }
}

/** As they are shown; who is in the way is read after the locks are gone. */
export async function tellDates(
  ctx: ServiceContext,
  dates: readonly DecidedDate[],
  policy: Policy,
): Promise<SeriesDate[]> {
  const machineIds = [...new Set(dates.flatMap((it) => it.wish.machineIds))];
  const machines = await readForTurnaround(ctx.db, policy, machineIds);
  const turnaroundMs = longestTurnaroundMs(policy, machines);
  const told: SeriesDate[] = [];
  for (const { date, startsAt, endsAt, state, words, wish } of dates) {
    const until = new Date(endsAt.getTime() + turnaroundMs);
    const conflicts =
      state === 'taken' ? await readConflicts(ctx, { ...wish, machineIds: [...wish.machineIds], until }) : [];
    told.push({ date, startsAt, endsAt, state, words, conflicts });
  }
  return told;
}

/** Of a series of which nothing was written: CONFLICT with each date that cannot be had. */
export async function toSeriesRefusal(ctx: ServiceContext, error: unknown): Promise<unknown> {
  if (isTakenError(error))
    return new ServiceError('CONFLICT', 'Somebody else booked one of its dates at this moment. Look again.');
  if (!(error instanceof DatesFound)) return error;
  const dates = await tellDates(ctx, error.dates, error.policy);
  const open = dates.filter((it) => !canBeHad(it)).length;
  const which = open === 1 ? 'One of them cannot be had' : `${open} of them cannot be had`;
  const message = `Of ${dates.length} dates ${dates.length - open} can be booked. ${which}: leave out what is in the way, or choose another time.`;
  return new ServiceError('CONFLICT', message, { details: { dates } });
}
