import type { Usage } from '@/shared/schemas/chat.ts';

/** Of an answer that never began. */
export const NO_USAGE: Usage = {
  promptTokens: 0,
  cachedTokens: 0,
  completionTokens: 0,
  timeToFirstTokenMs: null,
  decodeMs: null,
};
