import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import type { BatchNow } from './describe-batch.ts';
import { type BatchEnd, endBatch } from './end-batch.ts';
import { getBatch } from './get-batch.ts';

const CANCELLED: BatchEnd = {
  state: 'cancelled',
  code: 'batch_cancelled',
  message: 'The batch was cancelled before this was answered.',
};

/** By a program, of its own key's. What is answered is kept; one that has ended stays as it is. */
export async function cancelBatch(ctx: ServiceContext, id: string): Promise<BatchNow> {
  authorize(ctx, 'api:ask');
  await getBatch(ctx, id);
  await endBatch(ctx, id, CANCELLED);
  return getBatch(ctx, id);
}

/** By a person, of their own keys or, with the right, of anybody's. */
export async function cancelKeyBatch(ctx: ServiceContext, { id }: { id: string }): Promise<{ id: string }> {
  authorize(ctx, 'key:manage-own');
  const batch = await ctx.db.batch.findUnique({
    where: { id },
    select: { fileName: true, apiKey: { select: { name: true, personId: true } } },
  });
  if (!batch) throw new ServiceError('NOT_FOUND', 'There is no such batch of yours.');
  authorize(ctx, 'key:manage-own', { ownerId: batch.apiKey.personId });
  if (!(await endBatch(ctx, id, CANCELLED))) return { id };
  await withTransaction(ctx, (tx) =>
    emitAudit(ctx, tx, {
      action: 'batch.cancel',
      objectType: 'batch',
      objectId: id,
      objectName: batch.fileName,
      before: { state: 'in_progress', key: batch.apiKey.name },
      after: { state: 'cancelled', key: batch.apiKey.name },
    }),
  );
  return { id };
}
