import type * as z from 'zod';
import type { ListedMember, ListMembersInput, MemberPage } from '@/shared/schemas/member.ts';
import type { Prisma } from '@/prisma/generated/client.ts';
import { authorize, may, type ServiceContext } from '../../context.ts';
import { memberInclude, toMember } from './internal.ts';

const listedInclude = {
  ...memberInclude,
  signIns: { select: { lastSeenAt: true }, orderBy: { lastSeenAt: 'desc' }, take: 1 },
  accounts: { select: { providerId: true } },
  codeDevice: { select: { confirmedAt: true } },
  _count: { select: { passkeys: true } },
} satisfies Prisma.UserInclude;

/** Everybody in the lab, or everybody who has left it, by name; how they come in only for who manages people. */
export async function listMembers(
  ctx: ServiceContext,
  { cursor, limit, former, find = '', teamId }: z.output<typeof ListMembersInput>,
): Promise<z.output<typeof MemberPage>> {
  authorize(ctx, 'member:read');
  const found = await ctx.db.user.findMany({
    where: {
      deactivatedAt: former ? { not: null } : null,
      ...(teamId && { memberships: { some: { teamId } } }),
      AND: [
        cursor
          ? { name: { gte: cursor.name }, OR: [{ name: { gt: cursor.name } }, { id: { gt: cursor.id } }] }
          : {},
        find === ''
          ? {}
          : {
              OR: [
                { name: { contains: find, mode: 'insensitive' } },
                { email: { contains: find, mode: 'insensitive' } },
              ],
            },
      ],
    },
    include: listedInclude,
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: limit + 1,
  });
  const tellsAccess = may(ctx, 'member:manage');
  const rows = found
    .slice(0, limit)
    .map((row) => ({ ...toMember(row), access: tellsAccess ? accessOf(row) : null }));
  const last = rows.at(-1);
  return { rows, nextCursor: found.length > limit && last ? { name: last.name, id: last.id } : null };
}

const accessOf = (
  row: Prisma.UserGetPayload<{ include: typeof listedInclude }>,
): z.output<typeof ListedMember>['access'] => ({
  lastSeenAt: row.signIns[0]?.lastSeenAt ?? null,
  hasPassword: row.accounts.some((it) => it.providerId === 'credential'),
  hasCodes: row.codeDevice?.confirmedAt != null,
  passkeys: row._count.passkeys,
  isTied: row.accounts.some((it) => it.providerId === 'provider'),
});
