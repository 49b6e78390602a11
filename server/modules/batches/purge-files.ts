import { type ServiceContext, withTransaction } from '../../context.ts';
import { forgetFile } from './remove-file.ts';

const DAY_MS = 86_400_000;
const AT_ONCE = 100;

/**
 * Takes away files whose time is over: theirs, or the lab's for chats where that is shorter. What a batch still asks
 * stays until it has ended; of a batch whose files are gone only its figures are left.
 */
export async function purgeFiles(ctx: ServiceContext): Promise<{ purged: number }> {
  const lab = await ctx.db.lab.findFirst({ select: { chatRetentionDays: true } });
  const now = ctx.now();
  const keptMs = lab?.chatRetentionDays == null ? Number.POSITIVE_INFINITY : lab.chatRetentionDays * DAY_MS;
  const before = new Date(Math.max(0, now.getTime() - keptMs));
  for (let purged = 0; ;) {
    const due = await ctx.db.$queryRaw<{ id: string }[]>`
      SELECT f.id FROM "ApiFile" f WHERE (f."expiresAt" <= ${now} OR f."createdAt" < ${before})
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
