import type { Transaction } from '../../db.ts';
import type { GenerationRow } from './internal.ts';

export type AnswerText = { text: string; reasoning: string };
const NOTHING: AnswerText = { text: '', reasoning: '' };

/** Each generation's text: its own when it has ended, and until then what the log holds. */
export async function readAnswers(
  tx: Transaction,
  rows: readonly Pick<GenerationRow, 'id' | 'text' | 'reasoning'>[],
): Promise<(id: string) => AnswerText> {
  const answers = new Map<string, AnswerText>();
  for (const { id, text, reasoning } of rows)
    if (text !== null) answers.set(id, { text, reasoning: reasoning ?? '' });
  const open = rows.flatMap((it) => (answers.has(it.id) ? [] : [it.id]));
  const steps =
    open.length === 0
      ? []
      : await tx.$queryRaw<{ generationId: string; kind: string; text: string }[]>`
          SELECT "generationId", kind, string_agg(text, '' ORDER BY seq) AS text
          FROM "GenerationDelta" WHERE "generationId" = ANY(${open}) AND kind <> 'tool' GROUP BY 1, 2`;
  for (const { generationId, kind, text } of steps) {
    const answer = answers.get(generationId) ?? NOTHING;
    answers.set(generationId, { ...answer, [kind === 'reasoning' ? 'reasoning' : 'text']: text });
  }
  return (id) => answers.get(id) ?? NOTHING;
}
