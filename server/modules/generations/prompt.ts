import type { ChatTurn } from '@/shared/schemas/chat.ts';
import type { HotClient, Statement } from '../../db.ts';

/** A turn of a stored prompt. An answer that was still being written is named, and read when the prompt is sent. */
export type PromptTurn = ChatTurn | { role: 'assistant'; answerOf: string };

const READ_ANSWERS: Statement = {
  name: 'generations.read-answers',
  text: `
    SELECT g.id, coalesce(g.text, (SELECT string_agg(d.text, '' ORDER BY d.seq) FROM "GenerationDelta" d
      WHERE d."generationId" = g.id AND d.kind = 'text'), '') AS text
    FROM "Generation" g WHERE g.id = ANY($1::text[])`,
};

/** The turns as they are now, without empty ones (an answer that was stopped before its first word). */
export async function completePrompt(client: HotClient, prompt: PromptTurn[]): Promise<ChatTurn[]> {
  const named = prompt.flatMap((it) => ('answerOf' in it ? [it.answerOf] : []));
  const rows =
    named.length === 0 ? [] : await client.query<{ id: string; text: string }>(READ_ANSWERS, [named]);
  const texts = new Map(rows.map((it) => [it.id, it.text]));
  return prompt
    .map((it) => ('answerOf' in it ? { role: it.role, content: texts.get(it.answerOf) ?? '' } : it))
    .filter((it) => it.content !== '' || it.role === 'tool' || it.toolCalls?.length);
}
