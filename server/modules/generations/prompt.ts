import type { ChatTurn } from '@/shared/schemas/chat.ts';
import type { HotClient, Statement } from '../../db.ts';

export type GenerationSource = 'chat' | 'api' | 'compare' | 'batch' | 'benchmark';

/** A turn of a stored prompt. An answer that was still being written is named, and read when the prompt is sent. */
export type PromptTurn = ChatTurn | { role: 'assistant'; answerOf: string; mostTokens: number };

const READ_ANSWERS: Statement = {
  name: 'generations.read-answers',
  text: `
    SELECT g.id, coalesce(g.text, (SELECT string_agg(d.text, '' ORDER BY d.seq) FROM "GenerationDelta" d
      WHERE d."generationId" = g.id AND d.kind = 'text'), '') AS text
    FROM "Generation" g WHERE g.id = ANY($1::text[])`,
};

/**
 * The turns as they are now, without empty ones (an answer that was stopped before its first word). Of a chat, what one
 * side said in pieces is one turn: an answer that was gone on with, a question that nobody answered. Many templates
 * take no two turns of one side. What an API caller sent stays as it is.
 */
export async function completePrompt(
  client: HotClient,
  prompt: PromptTurn[],
  source: GenerationSource,
): Promise<ChatTurn[]> {
  const named = prompt.flatMap((it) => ('answerOf' in it ? [it.answerOf] : []));
  const rows =
    named.length === 0 ? [] : await client.query<{ id: string; text: string }>(READ_ANSWERS, [named]);
  const texts = new Map(rows.map((it) => [it.id, it.text]));
  const turns = prompt
    .map((it) => ('answerOf' in it ? { role: it.role, content: texts.get(it.answerOf) ?? '' } : it))
    .filter((it) => it.content !== '' || it.role === 'tool' || it.toolCalls?.length);
  return source === 'api' || source === 'batch' ? turns : joinTurns(turns);
}

const BETWEEN = { assistant: '', user: '\n\n' } as const;
function joinTurns(turns: ChatTurn[]): ChatTurn[] {
  const joined: ChatTurn[] = [];
  for (const turn of turns) {
    const last = joined.at(-1);
    const { role } = turn;
    if (last?.role !== role || !(role === 'assistant' || role === 'user') || last.toolCalls?.length)
      joined.push(turn);
    else joined.splice(-1, 1, { ...turn, content: last.content + BETWEEN[role] + turn.content });
  }
  return joined;
}
