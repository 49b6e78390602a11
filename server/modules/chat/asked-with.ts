import { DEFAULT_MAX_TOKENS } from '@/shared/domain/chat-settings.ts';
import type { AnswerSettings } from '@/shared/schemas/answer-settings.ts';
import { readChatSettings } from '@/shared/schemas/chat-settings.ts';
import type { PromptTurn } from '../generations/index.ts';

/** What a chat says of every question in it; columns of `"Conversation" c`. */
export type ChatSays = { systemPrompt: string; settings: unknown };
export const CHAT_SAYS = `c."systemPrompt", c.settings`;

export type OwnSay = { settings?: AnswerSettings | undefined; maxTokens?: number | undefined };

/** How a question is asked: as it says itself, else as its chat does. `before` comes before everything else. */
export function askedWith(
  chat: ChatSays,
  own: OwnSay,
): { before: PromptTurn[]; settings: AnswerSettings; maxTokens: number } {
  const { maxTokens, ...settings } = readChatSettings(chat.settings);
  return {
    before: chat.systemPrompt.trim() === '' ? [] : [{ role: 'system', content: chat.systemPrompt }],
    settings: own.settings ?? settings,
    maxTokens: own.maxTokens ?? maxTokens ?? DEFAULT_MAX_TOKENS,
  };
}
