import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { clipText } from '@/shared/domain/clip-text.ts';
import { authorize, requireKey, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { FILE_KEPT_MS, MOST_FILES, MOST_STORED_BYTES } from './bounds.ts';
import { BATCH_INPUT, fileSelect, type StoredFile, writeContent } from './files.ts';

/** Keeps what a batch is to ask; its lines are read when the batch begins. */
export async function keepFile(
  ctx: ServiceContext,
  { name, bytes }: { name: string; bytes: Buffer },
): Promise<StoredFile> {
  authorize(ctx, 'api:ask');
  const { id: apiKeyId } = requireKey(ctx);
  if (bytes.length === 0) throw wrong('The file is empty.');
  if (!isUtf8(bytes)) throw wrong('The file is not text: a batch is lines of JSON in UTF-8.');
  const file = await withTransaction(ctx, async (tx) => {
    await tx.$queryRaw`SELECT id FROM "ApiKey" WHERE id = ${apiKeyId} FOR NO KEY UPDATE`;
    const kept = await tx.apiFile.aggregate({
      where: { apiKeyId, purpose: BATCH_INPUT },
      _count: true,
      _sum: { bytes: true },
    });
    if (kept._count >= MOST_FILES || (kept._sum.bytes ?? 0) + bytes.length > MOST_STORED_BYTES)
      throw new ServiceError(
        'LIMIT_EXCEEDED',
        `A key keeps ${MOST_FILES} files at most, ${MOST_STORED_BYTES / 1024 / 1024} MB in all. Delete some first.`,
        { details: { apiCode: 'insufficient_quota' } },
      );
    const createdAt = ctx.now();
    return tx.apiFile.create({
      data: {
        id: `file-${randomUUID()}`,
        apiKeyId,
        name: clipText(name, 200),
        purpose: BATCH_INPUT,
        bytes: bytes.length,
        // Without it first: a file that is cut off here asks nothing.
        content: Buffer.alloc(0),
        createdAt,
        expiresAt: new Date(createdAt.getTime() + FILE_KEPT_MS),
      },
      select: fileSelect,
    });
  });
  await writeContent(ctx, file.id, bytes);
  return file;
}

const wrong = (words: string) => new ServiceError('VALIDATION', words, { details: { param: 'file' } });
