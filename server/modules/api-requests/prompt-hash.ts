import { createHmac } from 'node:crypto';
import type { ChatTurn } from '@/shared/schemas/chat.ts';

const MOST_BEGINNINGS = 32;

/**
 * By what a conversation is known again without keeping it: a keyed hash of all its turns, and of each beginning of it
 * that has been asked before (what stands before an answer), the longest last.
 */
export function hashPrompt(key: Buffer, turns: readonly ChatTurn[]): { whole: string; beginnings: string[] } {
  const beginnings: string[] = [];
  let whole = '';
  for (const turn of turns) {
    if (turn.role === 'assistant' && whole !== '') beginnings.push(whole);
    const text = JSON.stringify([
      whole,
      turn.role,
      turn.content,
      turn.toolCalls ?? null,
      turn.toolCallId ?? null,
    ]);
    whole = createHmac('sha256', key).update(text).digest('base64url');
  }
  return { whole, beginnings: beginnings.slice(-MOST_BEGINNINGS) };
}
