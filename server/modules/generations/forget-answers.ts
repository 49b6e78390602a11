import type { Transaction } from '../../db.ts';

/** Of ended answers every word goes, and what of the question's is in their settings; what they used stays counted. */
export async function forgetTexts(tx: Transaction, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.$executeRaw`
    WITH gone AS (
      UPDATE "Generation" SET text = '', reasoning = '', "toolCalls" = NULL, prompt = NULL,
        settings = (settings::jsonb - 'stop' - 'tools' - 'logitBias')::json
      WHERE id = ANY(${[...ids]}) AND "endedAt" IS NOT NULL RETURNING id
    )
    DELETE FROM "GenerationDelta" d USING gone WHERE d."generationId" = gone.id`;
}

/**
 * Those of these that were deleted where people read them, a chat or a comparison. One that is still being written
 * keeps its words until its end, when it is asked of again.
 */
export async function forgetAnswers(tx: Transaction, ids: readonly string[]): Promise<void> {
  const gone = await tx.generation.findMany({
    where: { id: { in: [...ids] }, source: { in: ['chat', 'compare'] }, message: null, compared: null },
    select: { id: true },
  });
  await forgetTexts(
    tx,
    gone.map((it) => it.id),
  );
}

/** Those that stand in no chat, as an API key's, and ended before a moment. */
export async function forgetOldTexts(tx: Transaction, before: Date): Promise<void> {
  for (;;) {
    const due = await tx.$queryRaw<{ id: string }[]>`
      SELECT g.id FROM "Generation" g
      WHERE g."endedAt" < ${before} AND (g.text <> '' OR g.reasoning <> '' OR g."toolCalls" IS NOT NULL)
        AND NOT EXISTS (SELECT FROM "Message" m WHERE m."generationId" = g.id)
      LIMIT 500`;
    await forgetTexts(
      tx,
      due.map((it) => it.id),
    );
    if (due.length < 500) return;
  }
}
