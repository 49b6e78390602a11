import type * as z from 'zod';
import type { ListViewsInput, SavedView } from '@/shared/schemas/register-page.ts';
import { may, requireUser, type ServiceContext, authorize } from '../../context.ts';

/** The viewer's own views of a page and those shared with the lab, by name. */
export async function listViews(
  ctx: ServiceContext,
  { page, limit }: z.output<typeof ListViewsInput>,
): Promise<z.output<typeof SavedView>[]> {
  authorize(ctx, 'lab:read');
  const { id: viewerId } = requireUser(ctx);
  const rows = await ctx.db.savedView.findMany({
    where: { page, OR: [{ ownerId: viewerId }, { shared: true }] },
    include: { owner: { select: { name: true } } },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: limit,
  });
  return rows.map(({ id, name, query, shared, ownerId, owner }) => ({
    id,
    name,
    query,
    shared,
    ownerName: ownerId === viewerId ? null : owner.name,
    mayChange: may(ctx, 'view:delete-own', { ownerId }),
  }));
}
