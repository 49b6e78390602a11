import { authorize, requireKey, type ServiceContext } from '../../context.ts';
import { findFile, fileSelect, type StoredFile } from './files.ts';

export type FilesAsked = {
  limit: number;
  /** The last one of the page before. */
  after?: string | undefined;
  order: 'asc' | 'desc';
  purpose?: string | undefined;
};

/** Files of the key that asks, and whether there are more. */
export async function listFiles(
  ctx: ServiceContext,
  { limit, after, order, purpose }: FilesAsked,
): Promise<{ files: StoredFile[]; hasMore: boolean }> {
  authorize(ctx, 'api:ask');
  const { id: apiKeyId } = requireKey(ctx);
  const rows = await ctx.db.apiFile.findMany({
    where: { apiKeyId, ...(purpose === undefined ? {} : { purpose }) },
    select: fileSelect,
    orderBy: [{ createdAt: order }, { id: order }],
    ...(after === undefined ? {} : { cursor: { id: (await findFile(ctx, after)).id }, skip: 1 }),
    take: limit + 1,
  });
  return { files: rows.slice(0, limit), hasMore: rows.length > limit };
}

export async function getFile(ctx: ServiceContext, id: string): Promise<StoredFile> {
  authorize(ctx, 'api:ask');
  return findFile(ctx, id);
}
