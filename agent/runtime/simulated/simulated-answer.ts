import type { AnswerEnd, AnswerPart, Question } from '../runtime.ts';
import { markAnswer } from './simulated-load.ts';
import { simulatedAnswer, simulatedPromptTokens } from './simulated-text.ts';

export type PlayedAnswer = { stop(state: 'stopped' | 'interrupted'): void };
type Play = {
  sessionId: string;
  firstTokenMs: number;
  tokenMs: number;
  onPart(part: AnswerPart): void;
  onEnd(end: AnswerEnd): void;
};

/** Reading the question, per token. */
const PREFILL_MS = 1.5;
const INTERRUPTED = 'The rank ended before the answer did. Ask again in a new session.';

/** Writes an answer word by word at a steady rate, with exact counts. */
export function playAnswer(question: Question, play: Play): PlayedAnswer {
  const startedMs = performance.now();
  const mark = markAnswer(play.sessionId, question.generationId);
  const answer = simulatedAnswer(question.messages.at(-1)?.content ?? '', question.maxTokens);
  const parts = [
    ...answer.thoughts.map((text) => ({ kind: 'reasoning' as const, text })),
    ...answer.tokens.map((text) => ({ kind: 'text' as const, text })),
    ...answer.calls.map((text) => ({ kind: 'tool' as const, text })),
  ];
  const promptTokens = simulatedPromptTokens(question.messages.map((it) => it.content));
  let count = 0;
  let firstMs: number | null = null;
  let lastMs: number | null = null;

  const end = (state: AnswerEnd['state']): void => {
    clearTimeout(timer);
    mark.clear();
    const usage = {
      promptTokens,
      cachedTokens: 0,
      completionTokens: count,
      timeToFirstTokenMs: firstMs === null ? null : firstMs - startedMs,
      decodeMs: firstMs === null || lastMs === null ? null : lastMs - firstMs,
    };
    play.onEnd({ state, usage, message: state === 'interrupted' ? INTERRUPTED : null });
  };
  const next = (): void => {
    const part = parts[count];
    if (part === undefined) return end(answer.isCut ? 'length' : 'completed');
    count += 1;
    lastMs = performance.now();
    firstMs ??= lastMs;
    play.onPart({ ...part, completionTokens: count });
    // Counted from the first token, so that the rate holds however late each timer is.
    timer = setTimeout(next, Math.max(0, firstMs + count * play.tokenMs - performance.now()));
  };
  let timer = setTimeout(next, play.firstTokenMs + promptTokens * PREFILL_MS);
  return { stop: end };
}
