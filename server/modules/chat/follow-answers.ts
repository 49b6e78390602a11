import { inBackground, type ServiceContext } from '../../context.ts';

/** A chat has changed when an answer of it ended; returns what undoes it. */
export function followAnswers(ctx: ServiceContext): () => void {
  return ctx.bus.on('generation.ended', ({ generationId }) =>
    inBackground(ctx, 'a chat did not hear of its answer’s end', noteAnswerEnd(ctx, generationId)),
  );
}

/** Of generations, those that stand in no chat change none. */
async function noteAnswerEnd(ctx: ServiceContext, generationId: string): Promise<void> {
  const rows = await ctx.db.$queryRaw<{ conversationId: string; revision: number }[]>`
    UPDATE "Conversation" c SET revision = c.revision + 1, "updatedAt" = ${ctx.now()}, "answeredAt" = ${ctx.now()}
    FROM "Message" m WHERE m."generationId" = ${generationId} AND c.id = m."conversationId"
    RETURNING c.id AS "conversationId", c.revision`;
  for (const it of rows) ctx.bus.emit('conversation.changed', it);
}
