import type { Project } from '@/shared/schemas/project.ts';
import { authorize, may, requireUser, type ServiceContext } from '../../context.ts';
import { readCurrency } from '../energy/index.ts';
import { NO_BOOKINGS, readProjectCosts } from './read-project-costs.ts';

/** The lab's projects for who manages them, else those one is a member of; with what they cost. */
export async function listProjects(ctx: ServiceContext, { limit }: { limit: number }): Promise<Project[]> {
  authorize(ctx, 'lab:read');
  const me = requireUser(ctx);
  const rows = await ctx.db.project.findMany({
    where: may(ctx, 'project:manage') ? {} : { members: { some: { personId: me.id } } },
    include: {
      members: {
        select: { person: { select: { id: true, name: true } } },
        orderBy: { person: { name: 'asc' } },
      },
    },
    orderBy: [{ archivedAt: { sort: 'desc', nulls: 'first' } }, { name: 'asc' }],
    take: limit,
  });
  const ids = rows.map((it) => it.id);
  const [currency, costs] = await Promise.all([readCurrency(ctx, ctx.db), readProjectCosts(ctx, ids)]);
  return rows.map(({ createdAt: _at, members, budgetAmount, ...row }) => ({
    ...row,
    budgetAmount: budgetAmount?.toNumber() ?? null,
    currency,
    members: members.map((it) => it.person),
    ...(costs.get(row.id) ?? NO_BOOKINGS),
  }));
}
