import type * as z from 'zod';
import type { ListTeamsInput, TeamRow } from '@/shared/schemas/member.ts';
import { authorize, type ServiceContext } from '../../context.ts';

/** By name, with how many are in each now. */
export async function listTeams(
  ctx: ServiceContext,
  { limit }: z.output<typeof ListTeamsInput>,
): Promise<z.output<typeof TeamRow>[]> {
  authorize(ctx, 'member:read');
  const rows = await ctx.db.team.findMany({
    select: { id: true, name: true, _count: { select: { people: { where: { deactivatedAt: null } } } } },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: limit,
  });
  return rows.map(({ id, name, _count }) => ({ id, name, people: _count.people }));
}
