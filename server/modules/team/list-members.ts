import type * as z from 'zod';
import type { ListMembersInput, MemberPage } from '@/shared/schemas/member.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { memberInclude, toMember } from './internal.ts';

/** Everybody in the lab, or everybody who has left it, by name. */
export async function listMembers(
  ctx: ServiceContext,
  { cursor, limit, former }: z.output<typeof ListMembersInput>,
): Promise<z.output<typeof MemberPage>> {
  authorize(ctx, 'member:read');
  const after = cursor && [{ name: { gt: cursor.name } }, { id: { gt: cursor.id } }];
  const found = await ctx.db.user.findMany({
    where: {
      deactivatedAt: former ? { not: null } : null,
      ...(cursor && after && { name: { gte: cursor.name }, OR: after }),
    },
    include: memberInclude,
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: limit + 1,
  });
  const rows = found.slice(0, limit).map(toMember);
  const last = rows.at(-1);
  return { rows, nextCursor: found.length > limit && last ? { name: last.name, id: last.id } : null };
}
