import type { Transaction } from '../../db.ts';

/** Of ended answers whose chat has deleted them, the words go; what they used stays counted. */
export async function forgetAnswers(tx: Transaction, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.$executeRaw`
    WITH gone AS (
      UPDATE "Generation" g SET text = '', reasoning = '', "toolCalls" = NULL
      WHERE g.id = ANY(${[...ids]}) AND g.source = 'chat' AND g."endedAt" IS NOT NULL
        AND NOT EXISTS (SELECT FROM "Message" m WHERE m."generationId" = g.id)
      RETURNING g.id
    )
    DELETE FROM "GenerationDelta" d USING gone WHERE d."generationId" = gone.id`;
}
