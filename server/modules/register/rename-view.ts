import type * as z from 'zod';
import type { RenameViewInput, SavedView } from '@/shared/schemas/register-page.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';

/** Calls a view of one's own by another name; what hangs on it stays. Throws CONFLICT where another has that name. */
export async function renameView(
  ctx: ServiceContext,
  { id, name }: z.output<typeof RenameViewInput>,
): Promise<z.output<typeof SavedView>> {
  authorize(ctx, 'lab:read');
  const { id: ownerId } = requireUser(ctx);
  return withTransaction(ctx, async (tx) => {
    const was = await tx.savedView.findFirst({ where: { id, ownerId } });
    if (!was) throw new ServiceError('NOT_FOUND', 'That view is gone already.');
    const { page, query, shared } = was;
    const other = await tx.savedView.findUnique({ where: { ownerId_page_name: { ownerId, page, name } } });
    if (other && other.id !== id)
      throw new ServiceError('CONFLICT', `You have one called “${name}” already. Choose another name.`);
    await tx.savedView.update({ where: { id }, data: { name } });
    if (shared)
      await emitAudit(ctx, tx, {
        action: 'view.rename',
        objectType: 'view',
        objectId: id,
        objectName: name,
        before: { name: was.name },
        after: { name },
      });
    return { id, name, query, shared, ownerName: null, mayChange: true };
  });
}
