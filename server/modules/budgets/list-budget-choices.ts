import type * as z from 'zod';
import type { BudgetChoices } from '@/shared/schemas/budget.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { readCurrency } from '../energy/index.ts';

/** What a budget can be set for. */
export async function listBudgetChoices(
  ctx: ServiceContext,
  { limit }: { limit: number },
): Promise<z.output<typeof BudgetChoices>> {
  authorize(ctx, 'cost:manage');
  const named = { select: { id: true, name: true }, orderBy: { name: 'asc' as const }, take: limit };
  const [team, project, key, currency] = await Promise.all([
    ctx.db.team.findMany(named),
    ctx.db.project.findMany({ ...named, where: { archivedAt: null } }),
    ctx.db.apiKey.findMany({ ...named, where: { revokedAt: null, expiresAt: { gt: ctx.now() } } }),
    readCurrency(ctx, ctx.db),
  ]);
  return { team, project, key, currency };
}
