import { inBackground, type ServiceContext } from '../../context.ts';
import { forgetAnswers } from '../generations/index.ts';

/** A chat has changed when an answer of it ended; returns what undoes it. */
export function followAnswers(ctx: ServiceContext): () => void {
  return ctx.bus.on('generation.ended', ({ generationId }) =>
    inBackground(ctx, 'a chat did not hear of its answer’s end', noteAnswerEnd(ctx, generationId)),
  );
}

/** Those that stand in no chat change none; what was deleted while it was being written is forgotten now. */
async function noteAnswerEnd(ctx: ServiceContext, generationId: string): Promise<void> {
  const rows = await ctx.db.$queryRaw<{ conversationId: string; revision: number }[]>`
    UPDATE "Conversation" c SET revision = c.revision + 1, "updatedAt" = ${ctx.now()}, "answeredAt" = ${ctx.now()}
    FROM "Message" m WHERE m."generationId" = ${generationId} AND c.id = m."conversationId"
    RETURNING c.id AS "conversationId", c.revision`;
  if (rows.length === 0) await forgetAnswers(ctx.db, [generationId]);
  for (const it of rows) ctx.bus.emit('conversation.changed', it);
}
