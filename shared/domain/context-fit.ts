import { ampleTokens } from './estimate-tokens.ts';

/*
 * What of a chat goes with a question to a model of a given context. The oldest turns are left out first; the system's
 * words and the last question with what follows it are always kept. What does not fit even so is refused, before it
 * takes anybody's place. Of what a program sends nothing is left out.
 */

export type ContextTurn = {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content?: string | undefined;
  toolCalls?: readonly { name: string; arguments: string }[] | undefined;
  /** Of an answer that is still being written: it can become so long. */
  mostTokens?: number | undefined;
};
export type ContextLimit = {
  /** Tokens that the model was made for, question and answer together; null: not known, and nothing is left out. */
  contextTokens: number | null;
  /** The longest answer that is wished for. */
  maxTokens: number;
};
export type ContextFit<T> =
  | {
      fits: true;
      kept: T[];
      /** How many of the oldest turns are left out. */
      leftOut: number;
      /** Of what is kept, by `ampleTokens`. */
      promptTokens: number;
      /** `maxTokens`, or what the context has room for after the prompt. */
      answerTokens: number;
    }
  | { fits: false; promptTokens: number; roomTokens: number };

/** An answer keeps room for all it may become, but no more than this part of the context. */
const MOST_FOR_ANSWER = 0.25;
/** Role names and marks that a chat template puts around each turn, and at the beginning and end. */
const TURN_TOKENS = 8;
const TEMPLATE_TOKENS = 16;

const tokensOf = ({ content, toolCalls, mostTokens }: ContextTurn): number =>
  TURN_TOKENS +
  (mostTokens ?? ampleTokens(content ?? '')) +
  (toolCalls ?? []).reduce(
    (sum, it) => sum + TURN_TOKENS + ampleTokens(it.name) + ampleTokens(it.arguments),
    0,
  );

/** Which turns go with the last question, or why it can't be asked. */
export function fitContext<T extends ContextTurn>(
  turns: readonly T[],
  { contextTokens, maxTokens }: ContextLimit,
): ContextFit<T> {
  const tokens = turns.map(tokensOf);
  const all = tokens.reduce((sum, it) => sum + it, TEMPLATE_TOKENS);
  if (contextTokens === null)
    return { fits: true, kept: [...turns], leftOut: 0, promptTokens: all, answerTokens: maxTokens };
  const roomTokens = contextTokens - Math.min(maxTokens, Math.floor(contextTokens * MOST_FOR_ANSWER));
  const question = turns.findLastIndex((it) => it.role === 'user');
  const isKept = turns.map((it, at) => it.role === 'system' || at >= question);
  const fixed = tokens.reduce((sum, it, at) => sum + (isKept[at] ? it : 0), TEMPLATE_TOKENS);
  if (fixed > roomTokens) return { fits: false, promptTokens: fixed, roomTokens };
  let promptTokens = fixed;
  let from = question;
  while (from > 0) {
    const cost = isKept[from - 1] ? 0 : tokens[from - 1]!;
    if (promptTokens + cost > roomTokens) break;
    promptTokens += cost;
    from -= 1;
  }
  // An answer without its question is left out too: many templates want a question first.
  while (from < question && !isKept[from] && turns[from]!.role !== 'user' && hasDropped(turns, from)) {
    promptTokens -= tokens[from]!;
    from += 1;
  }
  const kept = turns.filter((_, at) => at >= from || isKept[at]);
  return {
    fits: true,
    kept,
    leftOut: turns.length - kept.length,
    promptTokens,
    answerTokens: Math.max(1, Math.min(maxTokens, contextTokens - promptTokens)),
  };
}

const hasDropped = (turns: readonly ContextTurn[], from: number): boolean =>
  turns.slice(0, from).some((it) => it.role !== 'system');
