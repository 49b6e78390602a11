import type * as z from 'zod';
import { LONGEST_BOOKING_MS } from '@/shared/domain/booking-rules.ts';
import type { ListWaitingInput, WaitingPerson } from '@/shared/schemas/booking-life.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';

/** Who waits for machines that this booking has, while it has them: in the order in which they are offered time. */
export async function listWaiting(
  ctx: ServiceContext,
  { id, limit }: z.output<typeof ListWaitingInput>,
): Promise<WaitingPerson[]> {
  const booking = await ctx.db.booking.findUnique({
    where: { id },
    include: { blocks: { select: { endsAt: true, machine: { select: { id: true, name: true } } } } },
  });
  if (!booking) throw new ServiceError('NOT_FOUND', 'There is no such booking.');
  authorize(ctx, 'booking:cancel-own', { ownerId: booking.personId });
  const now = ctx.now();
  const from = booking.startsAt > now ? booking.startsAt : now;
  if (booking.status !== 'confirmed' || booking.endsAt <= now) return [];
  const names = new Map(booking.blocks.map(({ machine }) => [machine.id, machine.name]));
  const rows = await ctx.db.bookingWait.findMany({
    where: {
      state: 'waiting',
      personId: { not: booking.personId },
      machineIds: { hasSome: [...names.keys()] },
      startsAt: { lt: booking.endsAt, gt: new Date(from.getTime() - LONGEST_BOOKING_MS) },
      endsAt: { gt: from },
    },
    include: { person: { select: { id: true, name: true } } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: limit,
  });
  return rows.map(({ id: waitId, person, count, machineIds, durationMinutes, startsAt, endsAt }) => {
    const ours = machineIds.flatMap((it) => names.get(it) ?? []);
    const begins = Math.max(startsAt.getTime(), from.getTime());
    const leftMs = Math.min(endsAt.getTime(), booking.endsAt.getTime()) - begins;
    // Of its other machines nothing is known here: who is asked is decided once the time is free.
    const fits = ours.length >= count && leftMs >= durationMinutes * 60_000;
    return { id: waitId, person, count, machineNames: ours, durationMinutes, startsAt, endsAt, fits };
  });
}
