import type { Batch } from '@/prisma/generated/client.ts';
import type { ServiceContext } from '../../context.ts';
import { isServiceError } from '../../errors.ts';
import { findKeyById } from '../api-keys/index.ts';
import { askLines } from './ask-lines.ts';
import type { BatchShapes } from './batch-shape.ts';
import { collectAnswers } from './collect-answers.ts';
import { endBatch } from './end-batch.ts';

/** Longer than a look takes; a portal that is gone leaves its batches to the others after it. */
const LEASE_MS = 30_000;
const AT_ONCE = 20;

/**
 * A look at the batches under way, those that were longest not looked at first: answers are gathered, questions asked
 * where there is room, and what is over is ended. A lease keeps portals from doing the same work; that nothing is done
 * twice rests on the rows alone, for a portal may be frozen for longer than its lease.
 */
export async function tendBatches(ctx: ServiceContext, shapes: BatchShapes): Promise<void> {
  for (const batch of await lease(ctx)) {
    try {
      await tendBatch(ctx, batch, shapes);
    } catch (error) {
      ctx.logger.error({ batchId: batch.id, err: error }, 'a batch could not be tended');
    }
  }
}

async function lease(ctx: ServiceContext): Promise<Batch[]> {
  const now = ctx.now();
  const own = ctx.portal.id;
  return ctx.db.$queryRaw<Batch[]>`
    UPDATE "Batch" b SET "leasedBy" = ${own}, "leasedUntil" = ${new Date(now.getTime() + LEASE_MS)}
    FROM (
      SELECT id FROM "Batch"
      WHERE state = 'in_progress' AND ("leasedUntil" IS NULL OR "leasedUntil" <= ${now} OR "leasedBy" = ${own})
      ORDER BY "leasedUntil" NULLS FIRST, "createdAt" LIMIT ${AT_ONCE} FOR NO KEY UPDATE SKIP LOCKED
    ) due WHERE b.id = due.id RETURNING b.*`;
}

async function tendBatch(ctx: ServiceContext, batch: Batch, shapes: BatchShapes): Promise<void> {
  const shape = shapes[batch.endpoint]!;
  await collectAnswers(ctx, batch, shape);
  const left = await ctx.db.batchLine.count({
    where: { batchId: batch.id, state: { in: ['waiting', 'asked'] } },
  });
  if (left === 0) {
    await endBatch(ctx, batch.id, { state: 'completed', code: 'completed', message: 'It is answered.' });
    return;
  }
  if (batch.expiresAt <= ctx.now()) {
    await endBatch(ctx, batch.id, EXPIRED);
    return;
  }
  try {
    const actor = await findKeyById(ctx, batch.apiKeyId);
    await askLines({ ...ctx, actor }, batch, shape);
  } catch (error) {
    if (!isServiceError(error) || error.code !== 'UNAUTHORIZED') throw error;
    await endBatch(ctx, batch.id, { state: 'failed', code: 'invalid_api_key', message: error.message });
  }
}

const EXPIRED = {
  state: 'expired',
  code: 'batch_expired',
  message: 'The batch’s time was over before this was answered.',
} as const;
