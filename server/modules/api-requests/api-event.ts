import type { AnswerSettings, TokenLogprob, ToolCall } from '@/shared/schemas/answer-settings.ts';
import type { ChatTurn } from '@/shared/schemas/chat.ts';

export type ApiAsk = {
  model: string;
  messages: ChatTurn[];
  settings: AnswerSettings;
  maxTokens: number | null;
  /** Which program asks, as it calls itself. */
  client?: string | null;
};

export type ApiUsage = { promptTokens: number; cachedTokens: number; completionTokens: number };

export type ApiEvent =
  | { kind: 'text' | 'reasoning'; text: string; completionTokens: number }
  | { kind: 'tool'; call: ToolCall }
  /** Of the words that come next; only where they were asked for. */
  | { kind: 'logprobs'; tokens: TokenLogprob[] }
  | {
      kind: 'end';
      finish: 'stop' | 'length' | 'tool_calls' | 'stopped' | 'error';
      message: string | null;
      usage: ApiUsage;
    };

/** `events` is read once; leaving it early stops the answer. */
export type ApiAnswer = { id: string; model: string; createdAt: Date; events: AsyncIterable<ApiEvent> };
