import { type ServiceContext, withTransaction } from '../../context.ts';
import { keptSince } from '../chat/index.ts';
import { forgetFile } from './remove-file.ts';

const AT_ONCE = 100;

/**
 * Takes away files whose time is over: theirs, or the lab's for chats where that is shorter. What a batch still asks
 * stays until it has ended; of a batch whose files are gone only its figures are left.
 */
export async function purgeFiles(ctx: ServiceContext): Promise<{ purged: number }> {
  const before = await keptSince(ctx);
  const now = ctx.now();
  for (let purged = 0; ;) {
    const due = await ctx.db.$queryRaw<{ id: string }[]>`
      SELECT f.id FROM "ApiFile" f WHERE (f."expiresAt" <= ${now} OR f."createdAt" < ${before}::timestamptz)
        AND NOT EXISTS (SELECT FROM "Batch" b WHERE b."inputFileId" = f.id AND b.state = 'in_progress')
      LIMIT ${AT_ONCE}`;
    await withTransaction(ctx, async (tx) => {
      for (const { id } of due) await forgetFile(tx, id);
    });
    purged += due.length;
    if (due.length === AT_ONCE) continue;
    await ctx.db.$executeRaw`
      DELETE FROM "BatchLine" l USING "Batch" b WHERE b.id = l."batchId" AND b.state <> 'in_progress'
        AND NOT EXISTS (SELECT FROM "ApiFile" f WHERE f.id IN (b."outputFileId", b."errorFileId"))`;
    return { purged };
  }
}
