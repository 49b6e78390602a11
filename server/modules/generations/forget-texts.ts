import type { Transaction } from '../../db.ts';

/** Removes every word of answers that have ended; their figures stay, for what they cost was paid. */
export async function forgetTexts(tx: Transaction, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.generationDelta.deleteMany({ where: { generationId: { in: [...ids] } } });
  await tx.$executeRaw`
    UPDATE "Generation" SET text = '', reasoning = '', "toolCalls" = NULL, prompt = NULL,
      settings = (settings::jsonb - 'stop' - 'tools' - 'logitBias')::json
    WHERE id = ANY(${ids as string[]})`;
}

/** The same for answers that stand in no chat, as an API key's, and ended before a moment. */
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
