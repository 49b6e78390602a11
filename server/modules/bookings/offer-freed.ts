import { ruleFor } from '@/shared/domain/booking-policy.ts';
import { formatMoment, formatRange, listNames } from '@/shared/domain/format.ts';
import type { Slot } from '@/shared/domain/find-slots.ts';
import type { BookingWait } from '@/prisma/generated/client.ts';
import { FinderWish } from '@/shared/schemas/finder.ts';
import { type AfterCommit, asPerson, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { isServiceError } from '../../errors.ts';
import { notify } from '../notifications/index.ts';
import { readLabMachines } from '../planning/index.ts';
import { decideTime, TimeTaken } from './decide-time.ts';
import { type Search, searchSlots, startSearch } from './find-time.ts';
import { writeHold } from './hold-time.ts';
import { isTakenError } from './tell-taken.ts';
import { wishOf } from './waits.ts';

const DAY_MS = 86_400_000;
/** Looked at in one go; the next look takes the others. */
const MOST_AT_ONCE = 200;

/**
 * Offers free time to who waits for it, first come first: what fits is held for them, and they are told. Two portals
 * that look at once make one offer: the time is decided on as every time is, and a wait is offered to in one update.
 */
export async function offerFreed(ctx: ServiceContext): Promise<{ waitIds: string[] }> {
  const now = ctx.now();
  await ctx.db.bookingWait.updateMany({
    where: { state: 'waiting', endsAt: { lte: now } },
    data: { state: 'gone' },
  });
  const waits = await ctx.db.bookingWait.findMany({
    where: { state: 'waiting' },
    include: { person: { select: { id: true, name: true, role: true, teamId: true } } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: MOST_AT_ONCE,
  });
  if (waits.length === 0) return { waitIds: [] };
  const lab = readLabMachines(ctx);
  const offered: string[] = [];
  for (const { person, ...wait } of waits) {
    try {
      if (await offerTo(asPerson(ctx, person), wait, () => lab)) offered.push(wait.id);
    } catch (error) {
      // Somebody was faster, or may not have it: the next in line is asked.
      if (!isTakenError(error) && !isServiceError(error)) throw error;
    }
  }
  return { waitIds: offered };
}

async function offerTo(
  ctx: ServiceContext,
  wait: BookingWait,
  read: () => ReturnType<typeof readLabMachines>,
): Promise<boolean> {
  const days = Math.max(1, Math.ceil((wait.endsAt.getTime() - ctx.now().getTime()) / DAY_MS));
  const { count, durationMinutes } = wait;
  const wish = { ...(wishOf(wait.wish) ?? (await chosenWish(ctx, wait))), count, durationMinutes };
  const search = await startSearch(ctx, wish, days, read);
  const slot = slotFor(search, wish, wait);
  if (!slot) return false;
  return withTransaction(ctx, (tx, afterCommit) => offer(ctx, tx, afterCommit, { wait, slot, search }));
}

/** Machines that were chosen are as they are: nothing else is asked of them. */
async function chosenWish(ctx: ServiceContext, { machineIds }: BookingWait): Promise<FinderWish> {
  const first = await ctx.db.machine.findFirst({
    where: { id: { in: machineIds } },
    select: { simulated: true },
  });
  return FinderWish.parse({ simulated: first?.simulated ?? false });
}

/** What they let pass once is not held for them again. */
function slotFor(search: Search, wish: FinderWish, wait: BookingWait): Slot | null {
  const { machineIds, passedFrom, passedUntil } = wait;
  const within = {
    fromMs: wait.startsAt.getTime(),
    toMs: wait.endsAt.getTime(),
    ...(machineIds.length > 0 && { among: new Set(machineIds) }),
  };
  const slots = searchSlots(search, wish, within);
  if (!passedFrom || !passedUntil) return slots[0] ?? null;
  return slots.find((it) => it.fromMs >= passedUntil.getTime() || it.toMs <= passedFrom.getTime()) ?? null;
}

type Offer = { wait: BookingWait; slot: Slot; search: Search };

async function offer(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { wait, slot, search: { policy } }: Offer,
): Promise<boolean> {
  const { personId } = wait;
  const machineIds = slot.machines.map((it) => it.id).toSorted();
  const wanted = { startsAt: new Date(slot.fromMs), endsAt: new Date(slot.toMs) };
  const time = await decideTime(ctx, tx, { personId, machineIds, bookingId: '', ...wanted }, policy);
  const minutes = ruleFor(policy, 'offer', null)?.value.minutes ?? 15;
  const { count } = await tx.bookingWait.updateMany({
    where: { id: wait.id, state: 'waiting' },
    data: { state: 'offered', offeredAt: ctx.now() },
  });
  if (count === 0) throw new TimeTaken();
  const holdId = await writeHold(ctx, tx, { personId, time, forMs: minutes * 60_000 });
  await tx.bookingWait.update({ where: { id: wait.id }, data: { holdId }, select: { id: true } });
  const until = formatMoment(new Date(ctx.now().getTime() + minutes * 60_000), policy.timeZone, ctx.now());
  const range = formatRange(time.startsAt, time.endsAt, policy.timeZone, ctx.now());
  await notify(ctx, tx, afterCommit, [
    {
      personId,
      kind: 'wait.offered',
      title: 'What you waited for is free',
      text: `${listNames(slot.machines.map((it) => it.name))}: ${range}. Held for you until ${until}.`,
      link: '/bookings/book',
      dedupeKey: `wait.offered ${holdId}`,
    },
  ]);
  afterCommit(() => ctx.bus.emit('hold.changed', { holdId }));
  return true;
}
