import type { ServiceContext } from '../../context.ts';
import { readCurrency } from '../energy/index.ts';
import { NO_BOOKINGS, readProjectCosts } from './read-project-costs.ts';

type Budget = {
  id: string;
  name: string;
  memberIds: string[];
  currency: string;
  amount: number;
  used: number;
};

/** Each project's budget and what of it is used or reserved, in the lab's currency. For other verbs, in the background. */
export async function readBudgets(ctx: ServiceContext): Promise<Budget[]> {
  const rows = await ctx.db.project.findMany({
    where: { archivedAt: null, budgetAmount: { gt: 0 } },
    select: { id: true, name: true, budgetAmount: true, members: { select: { personId: true } } },
  });
  if (rows.length === 0) return [];
  const ids = rows.map((it) => it.id);
  const [currency, costs] = await Promise.all([readCurrency(ctx, ctx.db), readProjectCosts(ctx, ids)]);
  return rows.map(({ id, name, budgetAmount, members }) => {
    const { soFar, ahead } = costs.get(id) ?? NO_BOOKINGS;
    const own = [...soFar.money, ...ahead.money].filter((it) => it.currency === currency);
    return {
      id,
      name,
      memberIds: members.map((it) => it.personId),
      currency,
      amount: budgetAmount!.toNumber(),
      used: own.reduce((sum, it) => sum + it.amount, 0),
    };
  });
}
