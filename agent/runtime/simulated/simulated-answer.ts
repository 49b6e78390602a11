import { PREFILL_MS } from '@/shared/domain/simulated-power.ts';
import type { AnswerEnd, AnswerPart, PrefillProgress, Question } from '../runtime.ts';
import { markAnswer } from './simulated-load.ts';
import { type SimulatedAnswer, simulatedAnswer, simulatedPromptTokens } from './simulated-text.ts';

export type PlayedAnswer = {
  stop(state: 'stopped' | 'interrupted'): void;
  /** No word comes any more. */
  freeze(): void;
};
type Play = {
  sessionId: string;
  firstTokenMs: number;
  tokenMs: number;
  onPrefill?(progress: PrefillProgress): void;
  onFirstToken?(afterMs: number): void;
  onPart(part: AnswerPart): void;
  onEnd(end: AnswerEnd): void;
};

const PREFILL_EACH_MS = 250;
const INTERRUPTED = 'The rank ended before the answer did. Ask again in a new session.';

/** To the last question; what of it has been said already, where it is to be gone on with, is not said again. */
function answerTo({ messages, maxTokens }: Question): SimulatedAnswer {
  const last = messages.at(-1);
  if (last?.role !== 'assistant') return simulatedAnswer(last?.content ?? '', maxTokens);
  const asked = messages.findLast((it) => it.role === 'user')?.content ?? '';
  const { tokens } = simulatedAnswer(asked, Infinity);
  let said = '';
  let from = 0;
  while (from < tokens.length && last.content.startsWith(said + tokens[from]!)) said += tokens[from++]!;
  const rest = tokens.slice(from);
  return { thoughts: [], tokens: rest.slice(0, maxTokens), calls: [], isCut: rest.length > maxTokens };
}

/** As if each word had been the likeliest, before words that nobody says. */
const playedLogprobs = (token: string, count: number): string => {
  const top = Array.from({ length: count }, (_, at) => ({
    token: at === 0 ? token : ` word${at}`,
    logprob: -0.25 - at,
  }));
  return JSON.stringify([{ token, logprob: -0.25, top }]);
};

/** Writes an answer word by word at a steady rate, with exact counts. */
export function playAnswer(question: Question, play: Play): PlayedAnswer {
  const startedMs = performance.now();
  const mark = markAnswer(play.sessionId, question.generationId);
  const answer = answerTo(question);
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
    clearInterval(reading);
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
    if (firstMs === null) {
      clearInterval(reading);
      firstMs = lastMs;
      play.onFirstToken?.(firstMs - startedMs);
    }
    const { logprobs } = question.settings;
    if (part.kind === 'text' && logprobs !== undefined)
      play.onPart({ kind: 'logprobs', text: playedLogprobs(part.text, logprobs), completionTokens: count });
    play.onPart({ ...part, completionTokens: count });
    // Counted from the first token, so that the rate holds however late each timer is.
    timer = setTimeout(next, Math.max(0, firstMs + count * play.tokenMs - performance.now()));
  };
  const readMs = play.firstTokenMs + promptTokens * PREFILL_MS;
  const reading = setInterval(() => {
    const ratio = Math.min(1, (performance.now() - startedMs) / readMs);
    play.onPrefill?.({ done: Math.floor(ratio * promptTokens), total: promptTokens });
  }, PREFILL_EACH_MS);
  let timer = setTimeout(next, readMs);
  const freeze = (): void => {
    clearTimeout(timer);
    clearInterval(reading);
  };
  return { stop: end, freeze };
}
