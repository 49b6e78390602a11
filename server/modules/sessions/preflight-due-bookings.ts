import type { Prisma } from '@/prisma/generated/client.ts';
import { whyNotStart } from '@/shared/domain/preflight-words.ts';
import { PREFLIGHT_AHEAD_MS } from '@/shared/domain/standing-times.ts';
import { Preflight } from '@/shared/schemas/session-start.ts';
import { asPerson, authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { isServiceError, ServiceError } from '../../errors.ts';
import { getBooking } from '../bookings/index.ts';
import { readLinks } from '../inventory/index.ts';
import { notify } from '../notifications/index.ts';
import { lookBefore, lookedOf } from './look-before.ts';
import { settingsAhead } from './offer-settings.ts';
import { planRanks } from './plan-ranks.ts';
import { planStart } from './plan-start.ts';

/** Looked at in one round, of those that begin before long. */
const AT_ONCE = 20;
const MOST_DUE = 500;
/** What the one before holds is given back at its end. */
const NOT_YET = ['RESERVED', 'MEMORY_FREE'] as const;

/**
 * Looks at the machines of bookings that begin before long, once and again after a change of time, machines or model, and tells their person what stands in the way
 * while there is time to mend it. Of two portals one writes it.
 */
export async function preflightDueBookings(ctx: ServiceContext): Promise<void> {
  const now = ctx.now();
  const due = await ctx.db.booking.findMany({
    where: {
      status: 'confirmed',
      startsAt: { gt: now, lte: new Date(now.getTime() + PREFLIGHT_AHEAD_MS) },
    },
    include: {
      blocks: { where: { holds: true }, select: { machineId: true } },
      person: { select: { id: true, name: true, role: true, teamId: true } },
    },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
    take: MOST_DUE,
  });
  const anew = due.filter((it) => keyOf(it) !== it.preflightFor).slice(0, AT_ONCE);
  for (const booking of anew) {
    const { id, purpose, person, startsAt, startModelId, preflightFor } = booking;
    const looksAt = keyOf(booking);
    const found = await look(asPerson(ctx, person), id, startModelId);
    const why = whyNotStart(found.checks, NOT_YET);
    await withTransaction(ctx, async (tx, afterCommit) => {
      const { count } = await tx.booking.updateMany({
        where: { id, startsAt, preflightFor },
        data: {
          preflightAt: now,
          preflightFor: looksAt,
          preflight: found as unknown as Prisma.InputJsonValue,
        },
      });
      if (count === 0 || why === null) return;
      await notify(ctx, tx, afterCommit, [
        {
          personId: person.id,
          kind: 'booking.preflight',
          title: `Something stands in the way of “${purpose}”`,
          text: why,
          link: `/bookings/${id}`,
          dedupeKey: `booking.preflight ${id} ${looksAt}`,
        },
      ]);
    });
  }
}

type Looked = { startsAt: Date; startModelId: string | null; blocks: { machineId: string }[] };

const keyOf = ({ startsAt, startModelId, blocks }: Looked): string =>
  [startsAt.toISOString(), startModelId ?? '', ...blocks.map((it) => it.machineId).sort()].join(' ');

/** With the model it is to start; without one, or where none of the machines holds it, what is true of any. */
async function look(ctx: ServiceContext, bookingId: string, modelId: string | null): Promise<Preflight> {
  if (modelId !== null) {
    try {
      const plan = await planStart(ctx, { bookingId, modelId });
      const { settings } = await settingsAhead(ctx, plan, {});
      return await lookBefore(ctx, { ...lookedOf(plan), settings });
    } catch (error) {
      if (!isServiceError(error)) throw error;
    }
  }
  const { machines, simulated } = await getBooking(ctx, { id: bookingId });
  const machineIds = machines.map((it) => it.id);
  const ranks = machineIds.map((machineId, rank) => ({ machineId, rank, listen: null }));
  const { backend } = await planRanks(ctx, ranks, await readLinks(ctx, machineIds));
  return lookBefore(ctx, { machineIds, simulated, backend, model: null });
}

/** What was found ahead of that booking's start; null before it was looked at. */
export async function readAhead(
  ctx: ServiceContext,
  { bookingId }: { bookingId: string },
): Promise<{ preflight: Preflight | null }> {
  authorize(ctx, 'lab:read');
  const row = await ctx.db.booking.findUnique({ where: { id: bookingId }, select: { preflight: true } });
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such booking.');
  return { preflight: Preflight.safeParse(row.preflight).data ?? null };
}
