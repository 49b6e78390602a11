import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { findFile, readContent } from './files.ts';

const LINES_AT_ONCE = 200;

/** A file's text in pieces: what was kept, or the lines of the batch that it is of. */
export async function readFileContent(
  ctx: ServiceContext,
  id: string,
): Promise<{ name: string; pieces: AsyncGenerator<string> }> {
  authorize(ctx, 'api:ask');
  const { name } = await findFile(ctx, id);
  return { name, pieces: piecesOf(ctx, id) };
}

/** The same for a person whose key it is of, or who may manage any. */
export async function readKeyFile(
  ctx: ServiceContext,
  id: string,
): Promise<{ name: string; pieces: AsyncGenerator<string> }> {
  authorize(ctx, 'key:manage-own');
  const file = await ctx.db.apiFile.findUnique({
    where: { id },
    select: { name: true, apiKey: { select: { personId: true } } },
  });
  if (!file) throw new ServiceError('NOT_FOUND', 'This file is gone: it was deleted, or its time was over.');
  authorize(ctx, 'key:manage-own', { ownerId: file.apiKey.personId });
  return { name: file.name, pieces: piecesOf(ctx, id) };
}

async function* piecesOf(ctx: ServiceContext, fileId: string): AsyncGenerator<string> {
  const content = await readContent(ctx, fileId);
  if (content === undefined) throw new ServiceError('NOT_FOUND', 'This file is gone.');
  if (content !== null) return yield content;
  const batch = await ctx.db.batch.findFirst({
    where: { OR: [{ outputFileId: fileId }, { errorFileId: fileId }] },
    select: { id: true, outputFileId: true },
  });
  if (!batch) return;
  const state = batch.outputFileId === fileId ? 'done' : 'failed';
  for (let after = 0; ;) {
    const lines = await ctx.db.batchLine.findMany({
      where: { batchId: batch.id, state, line: { gt: after } },
      select: { line: true, result: true },
      orderBy: { line: 'asc' },
      take: LINES_AT_ONCE,
    });
    yield lines.map((it) => `${it.result}\n`).join('');
    if (lines.length < LINES_AT_ONCE) return;
    after = lines.at(-1)!.line;
  }
}
