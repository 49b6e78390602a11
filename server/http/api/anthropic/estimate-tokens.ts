import { tokensByBytes } from '@/shared/domain/estimate-tokens.ts';
import type { Tool } from '@/shared/schemas/answer-settings.ts';
import type { ChatTurn } from '@/shared/schemas/chat.ts';

/** What a template puts around each turn. */
const TOKENS_A_TURN = 4;

/** How many tokens a question has, more or less: only the model's own tokeniser knows, and it is not here. */
export function estimateTokens(turns: readonly ChatTurn[], tools: readonly Tool[] = []): number {
  const words = turns.map((it) => it.content + (it.toolCalls ? JSON.stringify(it.toolCalls) : ''));
  const schemas = tools.length > 0 ? [JSON.stringify(tools)] : [];
  return tokensByBytes([...words, ...schemas].join('')) + turns.length * TOKENS_A_TURN;
}
