import type { GenerationDelta, GenerationState } from '../schemas/chat.ts';

/*
 * What a viewer holds of an answer that is being written. It starts from stored text up to `lastSeq` and takes
 * only what continues it: repeats are dropped, and a hole is told to the caller, who subscribes again after
 * `lastSeq`. So a viewer never shows a token twice, out of order, or one the log does not hold.
 */
export type AnswerDelta = {
  seq: number;
  kind: GenerationDelta['kind'];
  text: string;
  completionTokens: number;
  /** When the agent read it; an ISO string as it comes over the wire. */
  at: Date | string;
};
export type AnswerEnd = { state: GenerationState; lastSeq: number };
type Pace = { atMs: number; tokens: number };

export type AnswerState = {
  generationId: string;
  text: string;
  reasoning: string;
  lastSeq: number;
  completionTokens: number;
  /** The first and the last delta applied here, to tell the rate from. */
  first: Pace | null;
  last: Pace | null;
  end: AnswerEnd | null;
};
export type Applied = { state: AnswerState; gap: boolean };

type Stored = {
  id: string;
  text: string;
  reasoning: string;
  lastSeq: number;
  completionTokens: number;
  state: GenerationState;
};

/** Waiting for its turn, starting, or being written; everything else is an end. */
export const isWriting = (state: GenerationState): boolean =>
  state === 'queued' || state === 'dispatched' || state === 'running';

/** Starts from what is stored. */
export function openAnswer(stored: Stored): AnswerState {
  return {
    generationId: stored.id,
    text: stored.text,
    reasoning: stored.reasoning,
    lastSeq: stored.lastSeq,
    completionTokens: stored.completionTokens,
    first: null,
    last: null,
    end: isWriting(stored.state) ? null : { state: stored.state, lastSeq: stored.lastSeq },
  };
}

/** Takes a newer stored text of the same answer, as a refetch brings it; an older one changes nothing. */
export function mergeStored(state: AnswerState, stored: Stored): AnswerState {
  if (stored.id !== state.generationId) return openAnswer(stored);
  const fresh = openAnswer(stored);
  const end = state.end ?? fresh.end;
  if (stored.lastSeq <= state.lastSeq) return end === state.end ? state : { ...state, end };
  return { ...fresh, first: state.first, last: state.last, end };
}

/** Applies `lastSeq + 1` and what follows it without a hole, in whatever order the frame holds it. */
export function applyDeltas(state: AnswerState, deltas: readonly AnswerDelta[]): Applied {
  const fresh = deltas.filter((it) => it.seq > state.lastSeq).toSorted((a, b) => a.seq - b.seq);
  let { text, reasoning, lastSeq, completionTokens, first, last } = state;
  let gap = false;
  for (const delta of fresh) {
    if (delta.seq <= lastSeq) continue;
    if (delta.seq !== lastSeq + 1) {
      gap = true;
      break;
    }
    if (delta.kind === 'text') text += delta.text;
    else if (delta.kind === 'reasoning') reasoning += delta.text;
    lastSeq = delta.seq;
    completionTokens = Math.max(completionTokens, delta.completionTokens);
    last = { atMs: new Date(delta.at).getTime(), tokens: delta.completionTokens };
    first ??= last;
  }
  if (lastSeq === state.lastSeq) return { state, gap };
  return { state: { ...state, text, reasoning, lastSeq, completionTokens, first, last }, gap };
}

/** Notes the end; `gap` when the tail has not arrived yet, and then the answer is not over for this viewer. */
export function applyEnd(state: AnswerState, end: AnswerEnd): Applied {
  return { state: { ...state, end }, gap: end.lastSeq > state.lastSeq };
}

/** Over, and every step of it is here. */
export const hasEnded = (state: AnswerState): boolean =>
  state.end !== null && state.lastSeq >= state.end.lastSeq;

/** Tokens a second between the first and the last delta seen; null before there are two moments. */
export function liveRate(state: AnswerState): number | null {
  const { first, last } = state;
  if (!first || !last || last.atMs <= first.atMs || last.tokens <= first.tokens) return null;
  return ((last.tokens - first.tokens) / (last.atMs - first.atMs)) * 1000;
}
