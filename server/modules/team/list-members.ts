import type * as z from 'zod';
import type { Member } from '@/shared/schemas/member.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { memberInclude, toMember } from './internal.ts';

/** Everybody in the lab, by name. */
export async function listMembers(ctx: ServiceContext): Promise<z.output<typeof Member>[]> {
  authorize(ctx, 'member:read');
  const rows = await ctx.db.user.findMany({
    include: memberInclude,
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  return rows.map(toMember);
}
