import type * as z from 'zod';
import type { SaveViewInput, SavedView } from '@/shared/schemas/register-page.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';

const MOST_VIEWS = 50;

/**
 * Keeps a way of looking at a page under a name; one's own of that name is replaced. The lab hears of those that are
 * shared. Throws VALIDATION when somebody has too many.
 */
export async function saveView(
  ctx: ServiceContext,
  { page, name, query, shared }: z.output<typeof SaveViewInput>,
): Promise<z.output<typeof SavedView>> {
  authorize(ctx, shared ? 'view:share' : 'lab:read');
  const { id: ownerId } = requireUser(ctx);
  return withTransaction(ctx, async (tx) => {
    const key = { ownerId_page_name: { ownerId, page, name } };
    const was = await tx.savedView.findUnique({ where: key });
    if (!was && (await tx.savedView.count({ where: { ownerId } })) >= MOST_VIEWS)
      throw new ServiceError('VALIDATION', `You have ${MOST_VIEWS} views already. Delete one first.`);
    const row = await tx.savedView.upsert({
      where: key,
      create: { ownerId, page, name, query, shared },
      update: { query, shared },
    });
    if (shared !== (was?.shared ?? false))
      await emitAudit(ctx, tx, {
        action: shared ? 'view.share' : 'view.unshare',
        objectType: 'view',
        objectId: row.id,
        objectName: name,
        before: { shared: !shared },
        after: { shared },
      });
    return { id: row.id, name, query, shared, ownerName: null, mayChange: true };
  });
}
