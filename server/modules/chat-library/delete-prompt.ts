import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { mayTouch } from './internal.ts';

/** A prompt with all its versions; questions that were asked with it stay. */
export async function deletePrompt(ctx: ServiceContext, { id }: { id: string }): Promise<void> {
  authorize(ctx, 'lab:read');
  await withTransaction(ctx, async (tx) => {
    const row = await tx.chatPrompt.findUnique({ where: { id } });
    if (!row || !mayTouch(ctx, row)) throw new ServiceError('NOT_FOUND', 'That prompt is gone already.');
    authorize(ctx, 'library:change-own', row);
    await tx.chatPrompt.delete({ where: { id } });
    if (!row.shared) return;
    await emitAudit(ctx, tx, {
      action: 'prompt.delete',
      objectType: 'prompt',
      objectId: id,
      objectName: row.name,
      before: { shared: true },
      after: null,
    });
  });
}
