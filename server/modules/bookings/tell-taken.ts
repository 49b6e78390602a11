import type { Policy } from '@/shared/domain/booking-policy.ts';
import type { BookingConflict } from '@/shared/schemas/booking.ts';
import type { ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { isExclusionViolation } from '../../prisma-errors.ts';
import { tailOf, TimeTaken, type TimeWish } from './decide-time.ts';
import { searchNextFree } from './find-next-free.ts';
import { tellMakeWay } from './make-way.ts';
import { conflictMessage, readConflicts } from './read-conflicts.ts';
import { longestTurnaroundMs, readForTurnaround } from './read-policy.ts';

/** Somebody was there first: by our own look, or by the constraint for what was written past it. */
export const isTakenError = (error: unknown): boolean =>
  error instanceof TimeTaken || isExclusionViolation(error);

/**
 * CONFLICT with who has which machine until when, and the next time they are all free. Asked after the locks are gone,
 * so that nobody queues behind the search.
 */
export async function toConflict(ctx: ServiceContext, wish: TimeWish, policy: Policy): Promise<ServiceError> {
  const details = await readConflict(ctx, wish, policy);
  return new ServiceError('CONFLICT', conflictMessage(details.conflicts, policy.timeZone, ctx.now()), {
    details,
  });
}

export async function readConflict(
  ctx: ServiceContext,
  wish: TimeWish,
  policy: Policy,
): Promise<BookingConflict> {
  const machineIds = [...wish.machineIds];
  const machines = await readForTurnaround(ctx.db, policy, machineIds);
  const until = tailOf(wish, longestTurnaroundMs(policy, machines));
  const durationMs = wish.endsAt.getTime() - wish.startsAt.getTime();
  const search = { machineIds, durationMs, from: wish.startsAt, without: wish.bookingId };
  const [conflicts, nextFree, makeWay] = await Promise.all([
    readConflicts(ctx, { ...wish, machineIds, until }),
    searchNextFree(ctx, search, policy),
    tellMakeWay(ctx, wish, policy),
  ]);
  return { conflicts, nextFree, makeWay };
}
