import { authorize, type ServiceContext } from '../../context.ts';
import type { BatchNow } from './describe-batch.ts';
import { type BatchEnd, endBatch } from './end-batch.ts';
import { getBatch } from './get-batch.ts';

export const CANCELLED: BatchEnd = {
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
