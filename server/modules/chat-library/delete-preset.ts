import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { mayTouch } from './internal.ts';

/** Chats that were set by it stay as they are; whose default it was has none. */
export async function deletePreset(ctx: ServiceContext, { id }: { id: string }): Promise<void> {
  authorize(ctx, 'lab:read');
  await withTransaction(ctx, async (tx) => {
    const row = await tx.chatPreset.findUnique({ where: { id } });
    if (!row || !mayTouch(ctx, row)) throw new ServiceError('NOT_FOUND', 'That preset is gone already.');
    authorize(ctx, 'library:change-own', row);
    await tx.chatPreset.delete({ where: { id } });
    if (!row.shared) return;
    await emitAudit(ctx, tx, {
      action: 'preset.delete',
      objectType: 'preset',
      objectId: id,
      objectName: row.name,
      before: { shared: true },
      after: null,
    });
  });
}
