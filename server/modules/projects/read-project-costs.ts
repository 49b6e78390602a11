import { NO_COST, type PricedSum, sumLines } from '@/shared/domain/booking-cost.ts';
import type { Prisma } from '@/prisma/generated/client.ts';
import type { ServiceContext } from '../../context.ts';
import {
  CHARGED_FIELDS,
  chargesOf,
  type ChargeWorld,
  linesWithin,
  readChargeWorld,
  toChargedRow,
} from '../bookings/index.ts';

export type ProjectCost = { bookings: number; soFar: PricedSum; ahead: PricedSum };
export const NO_BOOKINGS: ProjectCost = { bookings: 0, soFar: NO_COST, ahead: NO_COST };

const BATCH = 1000;
const FIELDS = {
  ...CHARGED_FIELDS,
  id: true,
  projectId: true,
} satisfies Prisma.BookingSelect;
type Row = Prisma.BookingGetPayload<{ select: typeof FIELDS }>;

/** What the projects' bookings of real machines were charged so far, and what they will be if they run to their end. */
export async function readProjectCosts(
  ctx: ServiceContext,
  projectIds: readonly string[],
): Promise<Map<string, ProjectCost>> {
  const where = {
    projectId: { in: [...projectIds] },
    simulated: false,
    status: { in: ['confirmed', 'ended'] },
  } satisfies Prisma.BookingWhereInput;
  const edges = await ctx.db.booking.aggregate({ where, _min: { startsAt: true }, _max: { endsAt: true } });
  const [from, to] = [edges._min.startsAt, edges._max.endsAt];
  const costs = new Map<string, ProjectCost>();
  if (!from || !to) return costs;
  const world = await readChargeWorld(ctx, { from, to });
  for (let after: string | null = null; ;) {
    const rows: Row[] = await ctx.db.booking.findMany({
      where,
      select: FIELDS,
      orderBy: { id: 'asc' },
      take: BATCH,
      ...(after !== null && { cursor: { id: after }, skip: 1 }),
    });
    for (const row of rows) addBooking(costs, row, { world, now: ctx.now() });
    after = rows.at(-1)?.id ?? null;
    if (rows.length < BATCH) return costs;
  }
}

function addBooking(
  costs: Map<string, ProjectCost>,
  { projectId, ...booking }: Row,
  { world, now }: { world: ChargeWorld; now: Date },
): void {
  const charges = chargesOf(toChargedRow(booking), world);
  const before = costs.get(projectId!) ?? NO_BOOKINGS;
  const first = new Date(0);
  const last = new Date(Math.max(now.getTime(), booking.endsAt.getTime()) + 1);
  costs.set(projectId!, {
    bookings: before.bookings + 1,
    soFar: sumLines(linesWithin(charges, world, { from: first, to: now }), before.soFar),
    ahead: sumLines(linesWithin(charges, world, { from: now, to: last }), before.ahead),
  });
}
