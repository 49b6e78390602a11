import type { GenerationState } from '@/shared/schemas/chat.ts';
import type { GenerationEndFrame } from '@/shared/protocol/console.ts';
import { inBackground, type ServiceContext, withTransaction } from '../../context.ts';
import { generationInclude, rate } from './internal.ts';

/** Ends a generation on the portal's side, once; what is in the log stays its answer. */
export async function finishGeneration(
  ctx: ServiceContext,
  generationId: string,
  end: { state: Extract<GenerationState, 'stopped' | 'interrupted' | 'error'>; message: string | null },
): Promise<void> {
  await withTransaction(ctx, async (tx, afterCommit) => {
    const changed = await tx.generation.updateMany({
      where: { id: generationId, state: { in: ['queued', 'running'] } },
      data: { state: end.state, errorMessage: end.message, endedAt: ctx.now() },
    });
    if (changed.count === 0) return;
    afterCommit(() => inBackground(ctx, 'an answer’s end could not be told', announceEnd(ctx, generationId)));
  });
}

/** Tells viewers that a generation is over, from its row. */
export async function announceEnd(ctx: ServiceContext, generationId: string): Promise<void> {
  const row = await ctx.db.generation.findUnique({ where: { id: generationId }, include: generationInclude });
  if (!row) return;
  const { revision } = await ctx.db.conversation.update({
    where: { id: row.conversationId },
    data: { revision: { increment: 1 }, updatedAt: ctx.now() },
    select: { revision: true },
  });
  const frame: GenerationEndFrame = {
    generationId,
    state: row.state,
    lastSeq: row.lastSeq,
    promptTokens: row.promptTokens,
    completionTokens: row.completionTokens,
    timeToFirstTokenMs: row.timeToFirstTokenMs,
    tokensPerSecond: rate(row.completionTokens, row.decodeMs),
    energyJoules: row.energyJoules,
    message: row.errorMessage,
  };
  ctx.bus.emit('generation.ended', {
    ...frame,
    conversationId: row.conversationId,
    sessionId: row.sessionId,
  });
  ctx.bus.emit('conversation.changed', { conversationId: row.conversationId, revision });
}
