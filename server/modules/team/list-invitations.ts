import type { Invitation } from '@/shared/schemas/invitation.ts';
import type { Page, PageInput } from '@/shared/schemas/paging.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { olderThan, takeOf, toPage } from '../../paging.ts';
import { invitationInclude, toInvitation } from './invitations.ts';

/** The newest first, those that are over too. */
export async function listInvitations(ctx: ServiceContext, input: PageInput): Promise<Page<Invitation>> {
  authorize(ctx, 'member:manage');
  const found = await ctx.db.invitation.findMany({
    where: olderThan('createdAt', input.cursor),
    include: invitationInclude,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: takeOf(input),
  });
  const now = ctx.now();
  return toPage(
    found,
    input,
    ({ createdAt, id }) => ({ at: createdAt, id }),
    (row) => toInvitation(ctx, row, now),
  );
}
