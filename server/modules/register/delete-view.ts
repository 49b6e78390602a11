import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';

/** Takes a saved view away: one's own, or as an admin one that is shared. What it showed stays as it is. */
export async function deleteView(ctx: ServiceContext, { id }: { id: string }): Promise<void> {
  authorize(ctx, 'lab:read');
  await withTransaction(ctx, async (tx) => {
    const row = await tx.savedView.findUnique({ where: { id } });
    if (row) authorize(ctx, 'view:delete-own', row);
    const isOwn = ctx.actor.kind === 'user' && ctx.actor.id === row?.ownerId;
    // Of another's personal views nobody knows that they exist.
    if (!row || (!row.shared && !isOwn)) throw new ServiceError('NOT_FOUND', 'That view is gone already.');
    if (await tx.reportSchedule.findUnique({ where: { viewId: id } }))
      throw new ServiceError('CONFLICT', 'This report goes out by mail. Stop sending it first.');
    await tx.savedView.delete({ where: { id } });
    if (row.shared)
      await emitAudit(ctx, tx, {
        action: 'view.delete',
        objectType: 'view',
        objectId: id,
        objectName: row.name,
        before: { query: row.query },
        after: null,
      });
  });
}
