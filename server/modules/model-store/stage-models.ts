import type { ServiceContext } from '../../context.ts';
import { createCopies } from './copy-model.ts';
import { findHeldModel, readStore } from './internal.ts';
import { openJudge } from './targets.ts';

/** A model of half a terabyte takes an hour and more over plain Ethernet. */
const AHEAD_MS = 12 * 3_600_000;
const MOST_BOOKINGS = 50;

/**
 * Brings models to where bookings will start them by themselves, before they begin. Each machine of a booking is tried
 * once: what failed a person sees, and decides. Where it can't be had now it is looked at again in a while.
 */
export async function stageModels(ctx: ServiceContext): Promise<void> {
  const now = ctx.now();
  const bookings = await ctx.db.booking.findMany({
    where: {
      status: 'confirmed',
      autoStart: true,
      startModelId: { not: null },
      startsAt: { gt: now, lte: new Date(now.getTime() + AHEAD_MS) },
    },
    select: {
      id: true,
      startModelId: true,
      personId: true,
      blocks: { where: { holds: true }, select: { machineId: true } },
    },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
    take: MOST_BOOKINGS,
  });
  if (bookings.length === 0) return;
  const store = await readStore(ctx);
  for (const { id: bookingId, startModelId: modelId, personId, blocks } of bookings) {
    const wanted = store.machines.filter(({ id }) => blocks.some((it) => it.machineId === id));
    const simulated = wanted[0]?.simulated ?? false;
    const held = findHeldModel(store, { modelId: modelId!, simulated });
    if (!held || held.wholeOn.length === 0) continue;
    const tried = await ctx.db.modelCopy.findMany({ where: { bookingId }, select: { machineId: true } });
    const lacking = wanted.filter(
      ({ id }) => !held.wholeOn.includes(id) && !tried.some((it) => it.machineId === id),
    );
    if (lacking.length === 0) continue;
    const judge = await openJudge(ctx, store, held);
    const machines = lacking.filter((it) => judge(it).refusal === null);
    if (machines.length > 0)
      await createCopies(ctx, { held, machines, limitBytesPerSecond: null, askedById: personId, bookingId });
  }
}
