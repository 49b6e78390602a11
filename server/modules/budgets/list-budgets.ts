import type { Budget } from '@/shared/schemas/budget.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { budgetWindow, readBudgetUse } from '../bookings/index.ts';
import { readTimeZone } from '../energy/index.ts';

const NAMED = { select: { name: true } } as const;

/** Every budget with how much of it is used, what is nearest its end first: for the settings, and for who warns of it. */
export async function listBudgets(ctx: ServiceContext, { limit }: { limit: number }): Promise<Budget[]> {
  authorize(ctx, 'lab:read');
  const now = ctx.now();
  const timeZone = await readTimeZone(ctx);
  const rows = await ctx.db.budget.findMany({
    include: { team: NAMED, project: NAMED, key: NAMED },
    orderBy: { id: 'asc' },
    take: limit,
  });
  const budgets: Budget[] = [];
  for (const { team, project, key, ...row } of rows) {
    const scope = row.teamId !== null ? 'team' : row.projectId !== null ? 'project' : 'key';
    const name = team?.name ?? project?.name ?? `the key ${key?.name}`;
    const [measure, period] = [row.measure as Budget['measure'], row.period as Budget['period']];
    const amount = row.amount.toNumber();
    const within = budgetWindow(period, now, timeZone);
    const used = await readBudgetUse(ctx, ctx.db, { ...row, name, measure, period, amount }, { within });
    const share = used / amount;
    budgets.push({
      id: row.id,
      scope,
      ofId: (row.teamId ?? row.projectId ?? row.keyId)!,
      name,
      measure,
      amount,
      currency: row.currency,
      period,
      warnShare: row.warnShare,
      refuses: row.refuses,
      used,
      share,
      state: share >= 1 ? 'over' : share >= row.warnShare ? 'near' : 'within',
      endsAt: period === 'month' ? within.to : null,
      createdByName: row.createdByName,
    });
  }
  return budgets.toSorted((a, b) => b.share - a.share);
}
