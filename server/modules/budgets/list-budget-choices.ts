import type * as z from 'zod';
import type { BudgetChoices } from '@/shared/schemas/budget.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { readCurrency } from '../energy/index.ts';

const NAMED = { select: { id: true, name: true }, orderBy: { name: 'asc' }, take: 500 } as const;

/** What a budget can be set for. */
export async function listBudgetChoices(ctx: ServiceContext): Promise<z.output<typeof BudgetChoices>> {
  authorize(ctx, 'cost:manage');
  const [team, project, key, currency] = await Promise.all([
    ctx.db.team.findMany(NAMED),
    ctx.db.project.findMany({ ...NAMED, where: { archivedAt: null } }),
    ctx.db.apiKey.findMany({ ...NAMED, where: { revokedAt: null, expiresAt: { gt: ctx.now() } } }),
    readCurrency(ctx, ctx.db),
  ]);
  return { team, project, key, currency };
}
