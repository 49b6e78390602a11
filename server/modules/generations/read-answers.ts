import type { Transaction } from '../../db.ts';
import { readToolCall, ToolCall } from '@/shared/schemas/answer-settings.ts';
import type { GenerationRow } from './internal.ts';

export type AnswerText = { text: string; reasoning: string; toolCalls: ToolCall[] };
const NOTHING: AnswerText = { text: '', reasoning: '', toolCalls: [] };

/** Each generation's text: its own when it has ended, and until then what the log holds. */
export async function readAnswers(
  tx: Transaction,
  rows: readonly Pick<GenerationRow, 'id' | 'text' | 'reasoning' | 'toolCalls'>[],
): Promise<(id: string) => AnswerText> {
  const answers = new Map<string, AnswerText>();
  for (const { id, text, reasoning, toolCalls } of rows) {
    if (text === null) continue;
    answers.set(id, {
      text,
      reasoning: reasoning ?? '',
      toolCalls: ToolCall.array()
        .catch([])
        .parse(toolCalls ?? []),
    });
  }
  const open = rows.flatMap((it) => (answers.has(it.id) ? [] : [it.id]));
  const steps =
    open.length === 0
      ? []
      : await tx.$queryRaw<{ generationId: string; kind: string; parts: string[] }[]>`
          SELECT "generationId", kind, array_agg(text ORDER BY seq) AS parts
          FROM "GenerationDelta" WHERE "generationId" = ANY(${open}) AND kind <> 'logprobs' GROUP BY 1, 2`;
  for (const { generationId, kind, parts } of steps) {
    const answer = answers.get(generationId) ?? NOTHING;
    const part =
      kind === 'tool'
        ? { toolCalls: parts.flatMap((it) => readToolCall(it) ?? []) }
        : { [kind]: parts.join('') };
    answers.set(generationId, { ...answer, ...part });
  }
  return (id) => answers.get(id) ?? NOTHING;
}
