import { authorize, requireKey, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { type BatchNow, batchOmit, describeBatches } from './describe-batch.ts';

/** A batch of the key that asks. */
export async function getBatch(ctx: ServiceContext, id: string): Promise<BatchNow> {
  authorize(ctx, 'api:ask');
  const { id: apiKeyId } = requireKey(ctx);
  const row = await ctx.db.batch.findFirst({ where: { id, apiKeyId }, omit: batchOmit });
  if (!row)
    throw new ServiceError('NOT_FOUND', `This key has no batch ${JSON.stringify(id)}.`, {
      details: { apiCode: 'batch_not_found', param: 'batch_id' },
    });
  return (await describeBatches(ctx, [row]))[0]!;
}

/** Those of the key that asks, newest first, and whether there are more. */
export async function listKeyBatches(
  ctx: ServiceContext,
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<{ batches: BatchNow[]; hasMore: boolean }> {
  authorize(ctx, 'api:ask');
  const { id: apiKeyId } = requireKey(ctx);
  const rows = await ctx.db.batch.findMany({
    where: { apiKeyId },
    omit: batchOmit,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    ...(after === undefined ? {} : { cursor: { id: (await getBatch(ctx, after)).id }, skip: 1 }),
    take: limit + 1,
  });
  return { batches: await describeBatches(ctx, rows.slice(0, limit)), hasMore: rows.length > limit };
}
