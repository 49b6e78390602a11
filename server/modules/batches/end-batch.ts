import { randomUUID } from 'node:crypto';
import type { BatchState } from '@/prisma/generated/client.ts';
import { asSystem, inBackground, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { stopGeneration } from '../generations/index.ts';
import { FILE_KEPT_MS } from './bounds.ts';
import { BATCH_OUTPUT } from './files.ts';

export type BatchEnd = {
  state: Exclude<BatchState, 'in_progress'>;
  /** What is said of each line that has no answer, and of the batch where that is no plain end. */
  code: string;
  message: string;
};

/**
 * Ends a batch once, whatever it has come to: what is answered is its result, the rest stands in the error file with
 * the reason, and what of it is being answered is stopped. An answer that comes all the same is counted and not told.
 */
export async function endBatch(ctx: ServiceContext, id: string, end: BatchEnd): Promise<boolean> {
  const { state, code, message } = end;
  const open = await withTransaction(ctx, async (tx) => {
    const [batch] = await tx.$queryRaw<Named[]>`
      SELECT id, "apiKeyId", "fileName" FROM "Batch" WHERE id = ${id} AND state = 'in_progress' FOR NO KEY UPDATE`;
    if (!batch) return null;
    const asked = await tx.$queryRaw<{ generationId: string | null }[]>`
      UPDATE "BatchLine" SET state = 'failed', question = NULL, result = jsonb_build_object(
          'id', 'batch_req_' || "batchId" || '_' || line, 'custom_id', "customId", 'response', NULL,
          'error', jsonb_build_object('code', ${code}::text, 'message', ${message}::text, 'line', line))::text
      WHERE "batchId" = ${id} AND state IN ('waiting', 'asked') RETURNING "generationId"`;
    const done = await makeFile(ctx, tx, batch, 'done');
    const failed = await makeFile(ctx, tx, batch, 'failed');
    await tx.batch.update({
      where: { id },
      data: {
        state,
        endedAt: ctx.now(),
        waitingFor: null,
        ...(state === 'completed' ? {} : { endCode: code, endMessage: message }),
        done: done.count,
        failed: failed.count,
        outputFileId: done.fileId,
        errorFileId: failed.fileId,
      },
    });
    return asked.flatMap((it) => it.generationId ?? []);
  });
  for (const generationId of open ?? [])
    inBackground(
      ctx,
      'an answer of a batch that is over could not be stopped',
      stopGeneration(asSystem(ctx, 'batches'), { generationId }),
    );
  return open !== null;
}

type Named = { id: string; apiKeyId: string; fileName: string };

/** The one file of the lines that came to this end; none of none. */
async function makeFile(
  ctx: ServiceContext,
  tx: Transaction,
  { id, apiKeyId, fileName }: Named,
  of: 'done' | 'failed',
): Promise<{ count: number; fileId: string | null }> {
  const [lines] = await tx.$queryRaw<{ count: number; bytes: number }[]>`
    SELECT count(*)::int AS count, coalesce(sum(octet_length(result) + 1), 0)::int AS bytes FROM "BatchLine"
    WHERE "batchId" = ${id} AND state = ${of}::"BatchLineState"`;
  const { count, bytes } = lines!;
  if (count === 0) return { count, fileId: null };
  const createdAt = ctx.now();
  const file = await tx.apiFile.create({
    data: {
      id: `file-${randomUUID()}`,
      apiKeyId,
      name: `${fileName.replace(/\.jsonl$/, '')}.${of === 'done' ? 'results' : 'errors'}.jsonl`,
      purpose: BATCH_OUTPUT,
      bytes,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + FILE_KEPT_MS),
    },
  });
  return { count, fileId: file.id };
}
