import type { ModelCopyView } from '@/shared/schemas/model-store.ts';
import { authorize, may, type ServiceContext } from '../../context.ts';
import { UNDER_WAY } from './internal.ts';

const SHOWN_AFTER_MS = 86_400_000;

/** Copies under way, the oldest first, then those that ended in the last day, the newest first. */
export async function listCopies(
  ctx: ServiceContext,
  { limit }: { limit: number },
): Promise<{ copies: ModelCopyView[] }> {
  authorize(ctx, 'lab:read');
  const place = { select: { id: true, name: true } };
  const include = { machine: place, fromMachine: place, askedBy: { select: { name: true } } };
  const underWay = await ctx.db.modelCopy.findMany({
    where: { state: { in: [...UNDER_WAY] } },
    include,
    orderBy: [{ askedAt: 'asc' }, { id: 'asc' }],
    take: limit,
  });
  const over = await ctx.db.modelCopy.findMany({
    where: { endedAt: { gt: new Date(ctx.now().getTime() - SHOWN_AFTER_MS) } },
    include,
    orderBy: [{ endedAt: 'desc' }, { id: 'desc' }],
    take: limit - underWay.length,
  });
  return {
    copies: [...underWay, ...over].map((row): ModelCopyView => {
      const { fileName, fileBytes, fileDoneBytes } = row;
      const isUnderWay = row.endedAt === null;
      return {
        id: row.id,
        modelId: row.modelId,
        title: row.title,
        simulated: row.simulated,
        to: row.machine,
        from: row.fromMachine,
        outside:
          row.sourceUrl !== null && row.revision !== null
            ? { host: new URL(row.sourceUrl).host, revision: row.revision }
            : null,
        way: row.way,
        disk: row.diskLabel,
        state: row.state,
        doneBytes: Number(row.doneBytes),
        totalBytes: Number(row.totalBytes),
        bytesPerSecond: row.state === 'copying' ? row.bytesPerSecond : null,
        limitBytesPerSecond: row.limitBytesPerSecond,
        paceBytesPerSecond: row.state === 'copying' ? row.paceBytesPerSecond : null,
        file:
          row.state === 'copying' && fileName !== null && fileBytes !== null && fileDoneBytes !== null
            ? { name: fileName, bytes: Number(fileBytes), doneBytes: Number(fileDoneBytes) }
            : null,
        filesDone: row.filesDone,
        filesTotal: row.filesTotal,
        note: row.note,
        askedByName: row.askedBy?.name ?? null,
        askedAt: row.askedAt,
        endedAt: row.endedAt,
        canCancel: isUnderWay && may(ctx, 'model:cancel-copy-own', { ownerId: row.askedById ?? '' }),
      };
    }),
  };
}
