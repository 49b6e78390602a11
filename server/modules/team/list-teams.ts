import type * as z from 'zod';
import type { ListTeamsInput, TeamRow } from '@/shared/schemas/member.ts';
import { authorize, type ServiceContext } from '../../context.ts';

const HERE = { user: { deactivatedAt: null } } as const;

/** By name, with how many are in each now, who leads it, and what it has of machines and budgets. */
export async function listTeams(
  ctx: ServiceContext,
  { limit }: z.output<typeof ListTeamsInput>,
): Promise<z.output<typeof TeamRow>[]> {
  authorize(ctx, 'member:read');
  const rows = await ctx.db.team.findMany({
    select: {
      id: true,
      name: true,
      members: {
        where: { ...HERE, isLead: true },
        select: { user: { select: { id: true, name: true } } },
        orderBy: { user: { name: 'asc' } },
      },
      _count: {
        select: {
          members: { where: HERE },
          machines: { where: { status: { not: 'retired' } } },
          budgets: true,
        },
      },
    },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: limit,
  });
  return rows.map(({ id, name, members, _count }) => ({
    id,
    name,
    people: _count.members,
    leads: members.map((it) => it.user),
    machines: _count.machines,
    budgets: _count.budgets,
  }));
}
