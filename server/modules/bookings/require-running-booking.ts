import { checkRunning } from '@/shared/domain/booking-rules.ts';
import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { lockBooking, type LockedBooking, toServiceError } from './internal.ts';
import { readPolicy } from './read-policy.ts';

/**
 * For starting something on a booking's machines: its row, locked until `tx` ends so that it can't end meanwhile.
 * Throws PRECONDITION_FAILED unless it runs now and is the actor's own.
 */
export async function requireRunningBooking(
  ctx: ServiceContext,
  tx: Transaction,
  bookingId: string,
): Promise<LockedBooking> {
  const { timeZone } = await readPolicy(tx, null);
  const row = await lockBooking(ctx, tx, bookingId);
  if (ctx.actor.kind !== 'system' && (ctx.actor.kind !== 'user' || ctx.actor.id !== row.personId)) {
    throw new ServiceError(
      'PRECONDITION_FAILED',
      'This booking is somebody else’s. Book the machines yourself.',
    );
  }
  const verdict = checkRunning(row, ctx.now(), timeZone);
  if (!verdict.ok) throw toServiceError(verdict);
  return row;
}
