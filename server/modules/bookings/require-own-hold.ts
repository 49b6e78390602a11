import type { ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';

/**
 * Throws where this time is held for somebody else, whose it stays. What is gone keeps nobody from booking: then it
 * is as if nothing had been held.
 */
export async function requireOwnHold(
  ctx: ServiceContext,
  holdId: string | null | undefined,
  personId: string,
): Promise<void> {
  if (!holdId) return;
  const hold = await ctx.db.bookingHold.findUnique({ where: { id: holdId }, select: { personId: true } });
  if (hold && hold.personId !== personId)
    throw new ServiceError('PRECONDITION_FAILED', 'Somebody else holds this time. Hold a time of your own.');
}
