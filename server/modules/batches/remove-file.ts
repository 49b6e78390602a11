import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { findFile } from './files.ts';

/** Every word of it goes. What a batch still asks can't be taken from it: the batch is cancelled first. */
export async function removeFile(ctx: ServiceContext, id: string): Promise<void> {
  authorize(ctx, 'api:ask');
  await findFile(ctx, id);
  await withTransaction(ctx, async (tx) => {
    const asked = await tx.batch.findFirst({
      where: { inputFileId: id, state: 'in_progress' },
      select: { id: true },
    });
    if (asked)
      throw new ServiceError('CONFLICT', `The batch ${asked.id} still asks this file. Cancel it first.`);
    await forgetFile(tx, id);
  });
}

/** The file, and those lines of its batch that are its words. */
export async function forgetFile(tx: Transaction, id: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "BatchLine" l SET result = NULL FROM "Batch" b
    WHERE b.id = l."batchId" AND ((b."outputFileId" = ${id} AND l.state = 'done') OR (b."errorFileId" = ${id} AND l.state = 'failed'))`;
  await tx.apiFile.deleteMany({ where: { id } });
}
