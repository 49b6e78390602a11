import { sumLines, costLines } from '@/shared/domain/booking-cost.ts';
import { budgetRefusal } from '@/shared/domain/budgets.ts';
import { clip, type Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { piecesOf, readPrices, readTimeZone } from '../energy/index.ts';
import { type Budget, budgetWindow, readBudgetUse } from './budget-use.ts';

export type BudgetWish = {
  bookingId: string;
  teamId: string | null;
  projectId: string | null;
  machineIds: readonly string[];
  startsAt: Date;
  endsAt: Date;
};
const HOUR_MS = 3_600_000;

/**
 * Refuses a booking that goes over a budget which says so. Decided under the budgets' row locks, taken after the
 * machines', so that of many at once only as many get through as there is room for.
 */
export async function guardBudgets(ctx: ServiceContext, tx: Transaction, wish: BudgetWish): Promise<void> {
  const { teamId, projectId, startsAt, endsAt } = wish;
  if (teamId === null && projectId === null) return;
  const budgets = await lockBudgets(tx, teamId, projectId);
  if (budgets.length === 0) return;
  const timeZone = await readTimeZone(ctx);
  const span = { from: startsAt, to: endsAt };
  for (const budget of budgets)
    for (const within of windowsOf(budget, span, timeZone)) {
      const asked = { within, exceptBookingId: wish.bookingId };
      const used = await readBudgetUse(ctx, tx, budget, asked);
      const refusal = budgetRefusal(budget, used, await wantedOf(ctx, budget, wish, within));
      if (refusal) throw new ServiceError('PRECONDITION_FAILED', refusal);
    }
}

const lockBudgets = (tx: Transaction, teamId: string | null, projectId: string | null): Promise<Budget[]> =>
  tx.$queryRaw<Budget[]>`
    SELECT x.id, x."teamId", x."projectId", x."keyId", x.measure, x.amount::float8, x.currency, x.period, x."createdByName",
      coalesce((SELECT name FROM "Team" t WHERE t.id = x."teamId"), (SELECT name FROM "Project" p WHERE p.id = x."projectId")) AS name
    FROM "Budget" x WHERE x.refuses AND (x."teamId" = ${teamId} OR x."projectId" = ${projectId})
    ORDER BY x.id FOR NO KEY UPDATE`;

/** Each month that the booking touches, or all time once. */
function windowsOf({ period }: Budget, { from, to }: Span, timeZone: string): Span[] {
  const windows: Span[] = [];
  for (let at = from; at < to; at = windows.at(-1)!.to) windows.push(budgetWindow(period, at, timeZone));
  return windows;
}

async function wantedOf(
  ctx: ServiceContext,
  budget: Budget,
  wish: BudgetWish,
  within: Span,
): Promise<number> {
  const own = clip({ from: wish.startsAt, to: wish.endsAt }, within);
  if (!own || budget.measure === 'tokens' || budget.measure === 'energy') return 0;
  const prices = await readPrices(ctx, own, wish.machineIds);
  const { money, chargedMs } = sumLines(
    wish.machineIds.flatMap((id) => costLines(id, piecesOf(prices, id), [own])),
  );
  if (budget.measure === 'hours') return chargedMs / HOUR_MS;
  return money.find((it) => it.currency === budget.currency)?.amount ?? 0;
}
