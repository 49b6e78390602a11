import type * as z from 'zod';
import { checkBookedMachines, checkBookingTimes } from '@/shared/domain/booking-rules.ts';
import type { BookingCheck, CheckBookingInput } from '@/shared/schemas/booking.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { isServiceError } from '../../errors.ts';
import { isTaken, requireAllowed, type TimeWish } from './decide-time.ts';
import { toServiceError } from './internal.ts';
import { readPolicyOfWish } from './read-policy.ts';
import { readConflict } from './tell-taken.ts';

const NOTHING: BookingCheck = { refusal: null, conflict: null, approval: null };

const CORDON = { cordonedAt: true, cordonedBy: true, cordonReason: true, drainBy: true } as const;

/**
 * What a booking of these machines would be told, by what decides on one and without a lock: it may be otherwise a
 * moment later, and nothing is written.
 */
export async function checkBooking(
  ctx: ServiceContext,
  input: z.output<typeof CheckBookingInput>,
): Promise<BookingCheck> {
  authorize(ctx, 'booking:create');
  const user = requireUser(ctx);
  const policy = await readPolicyOfWish(ctx.db, user.id, input.teamId);
  const machineIds = [...new Set(input.machineIds)].toSorted();
  const machines = await ctx.db.machine.findMany({
    where: { id: { in: machineIds } },
    select: { id: true, name: true, catalogId: true, status: true, simulated: true, ...CORDON },
  });
  const { startsAt, endsAt, bookingId, holdId = null } = input;
  const wish: TimeWish = {
    personId: user.id,
    machineIds,
    startsAt,
    endsAt,
    bookingId: bookingId ?? '',
    holdId,
  };
  try {
    const times = checkBookingTimes(input, ctx.now());
    if (!times.ok) throw toServiceError(times);
    const found = checkBookedMachines(machineIds, machines);
    if (!found.ok) throw toServiceError(found);
    if (await isTaken(ctx, ctx.db, wish, policy, machines))
      return { ...NOTHING, conflict: await readConflict(ctx, wish, policy) };
    const told = { policy, machines, simulated: found.simulated };
    const approval = await requireAllowed(ctx, ctx.db, wish, told);
    return { ...NOTHING, approval: approval?.text ?? null };
  } catch (error) {
    if (!isServiceError(error)) throw error;
    const { rule = null } = (error.details ?? {}) as { rule?: string | null };
    return { ...NOTHING, refusal: { rule, message: error.message } };
  }
}
