import type { Tool } from '@/shared/schemas/answer-settings.ts';
import type { ChatTurn } from '@/shared/schemas/chat.ts';

/** Bytes a token has on average in prose and code of many languages; few, so that the estimate is rather high. */
const BYTES_A_TOKEN = 3.5;
/** What a template puts around each turn. */
const TOKENS_A_TURN = 4;

/** How many tokens a question has, more or less: only the model's own tokeniser knows, and it is not here. */
export function estimateTokens(turns: readonly ChatTurn[], tools: readonly Tool[] = []): number {
  const words = turns.map((it) => it.content + (it.toolCalls ? JSON.stringify(it.toolCalls) : ''));
  const schemas = tools.length > 0 ? [JSON.stringify(tools)] : [];
  const bytes = [...words, ...schemas].reduce((sum, it) => sum + Buffer.byteLength(it), 0);
  return Math.ceil(bytes / BYTES_A_TOKEN) + turns.length * TOKENS_A_TURN;
}
