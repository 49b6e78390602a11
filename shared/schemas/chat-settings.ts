import * as z from 'zod';
import { AnswerSettings } from './answer-settings.ts';
import { Text } from './text.ts';
import { Id, Instant, Name } from './units.ts';

export const MOST_ANSWER_TOKENS = 8192;
export const SystemPrompt = Text.max(16_000, 'A system prompt has 16,000 characters at most.');

/** How a chat's answers are made; what is left out is the default (shared/domain/chat-settings.ts). */
export const ChatSettings = AnswerSettings.pick({
  temperature: true,
  topP: true,
  topK: true,
  minP: true,
  repetitionPenalty: true,
  stop: true,
  thinking: true,
}).extend({ maxTokens: z.int().min(1).max(MOST_ANSWER_TOKENS).optional() });
export type ChatSettings = z.output<typeof ChatSettings>;

/** What a row holds; of one that an older portal wrote, nothing that cannot be read. */
export const readChatSettings = (stored: unknown): ChatSettings => ChatSettings.safeParse(stored).data ?? {};

export const SetChatSettingsInput = z.object({
  id: Id,
  systemPrompt: SystemPrompt,
  settings: ChatSettings,
});

/** A system prompt and settings under a name: one's own, or the lab's. */
export const ChatPreset = z.object({
  id: Id,
  name: z.string(),
  shared: z.boolean(),
  /** Null: one's own. */
  ownerName: z.string().nullable(),
  mayChange: z.boolean(),
  isDefault: z.boolean(),
  systemPrompt: z.string(),
  settings: ChatSettings,
  updatedAt: Instant,
});
export type ChatPreset = z.output<typeof ChatPreset>;

export const SavePresetInput = z.object({
  /** Made by the client; of one that is there it is changed. */
  id: z.uuid(),
  name: Name,
  shared: z.boolean(),
  systemPrompt: SystemPrompt,
  settings: ChatSettings,
});
