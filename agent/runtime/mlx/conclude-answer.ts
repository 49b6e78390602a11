import { clipText } from '@/shared/domain/clip-text.ts';
import type { AnswerEnd } from '../runtime.ts';
import type { RequestEnd } from './rank-events.ts';

/** What has been read of an answer. */
export type Reading = {
  startedMs: number;
  firstMs: number | null;
  lastMs: number | null;
  completionTokens: number;
  promptTokens: number;
  cachedTokens: number;
  hasText: boolean;
  hasToolCalls: boolean;
  /** Whoever asked has tools: a call is an answer. */
  wantsTools: boolean;
  finish: string | null;
  /** The stream's own last word came. */
  isDone: boolean;
  /** Something in it could not be read, and may have held words. */
  isTorn: boolean;
  /** What the rank's server itself said went wrong. */
  error: string | null;
};

export const newReading = (wantsTools = false): Reading => ({
  wantsTools,
  startedMs: performance.now(),
  firstMs: null,
  lastMs: null,
  completionTokens: 0,
  promptTokens: 0,
  cachedTokens: 0,
  hasText: false,
  hasToolCalls: false,
  finish: null,
  isDone: false,
  isTorn: false,
  error: null,
});

/** The model's own last word, without which only `[DONE]` says that nothing is missing. */
const FINISHED = new Set(['stop', 'length', 'tool_calls']);
const MOST_MESSAGE = 1900;

const TORN =
  'Rank 0 said something in this answer that could not be read, so words may be missing. Ask again.';
const ONLY_TOOL_CALLS =
  'The model answered with a call of a tool and no words, and there are no tools here. Ask in other words.';
const CUT = 'The rank ended before the answer did. Ask again in a new session.';

/** How an answer ended, and what it used. `count`: rank 0's own; `failure`: what broke on the way. Pure. */
export function concludeAnswer(
  reading: Reading,
  count: RequestEnd | null,
  { isStopped, failure }: { isStopped: boolean; failure: string | null },
): AnswerEnd {
  const { firstMs, lastMs, startedMs, error } = reading;
  const usage = {
    promptTokens: count?.promptTokens ?? reading.promptTokens,
    cachedTokens: count?.cachedTokens ?? reading.cachedTokens,
    completionTokens: Math.max(count?.completionTokens ?? 0, reading.completionTokens),
    timeToFirstTokenMs: firstMs === null ? null : firstMs - startedMs,
    decodeMs: firstMs === null || lastMs === null ? null : lastMs - firstMs,
  };
  const as = (state: AnswerEnd['state'], message: string | null = null): AnswerEnd => ({
    state,
    usage,
    message: message && clipText(message, MOST_MESSAGE),
  });
  const isOver = error === null && (reading.isDone || FINISHED.has(reading.finish ?? ''));
  if (isOver) {
    if (reading.isTorn) return as('error', TORN);
    if (reading.hasToolCalls && !reading.hasText && !reading.wantsTools) return as('error', ONLY_TOOL_CALLS);
    return as(reading.finish === 'length' ? 'length' : 'completed');
  }
  if (isStopped) return as('stopped');
  if (error !== null) return as('error', error);
  const reason = count?.error ?? failure;
  return firstMs === null && reason !== null ? as('error', reason) : as('interrupted', CUT);
}
