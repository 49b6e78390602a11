import { readLogprobs, readToolCall } from '@/shared/schemas/answer-settings.ts';
import type { GenerationDelta } from '@/shared/schemas/chat.ts';
import type { AnswerPart, FollowedAnswer } from '../generations/index.ts';
import type { ApiEvent } from './api-event.ts';

type Hold = { stop: () => void; begun: () => void; forget: () => void };
type End = Extract<AnswerPart, { end: unknown }>['end'];

/** An answer as programs are told it. Whoever leaves before its end wants no more of it. */
export async function* toEvents(
  { parts, close }: FollowedAnswer,
  { stop, begun, forget }: Hold,
): AsyncGenerator<ApiEvent> {
  begun();
  let isOver = false;
  let hasCalls = false;
  try {
    for await (const part of parts) {
      if ('end' in part) {
        isOver = true;
        yield endOf(part.end, hasCalls);
        return;
      }
      for (const step of part.steps) {
        const event = eventOf(step);
        if (!event) continue;
        hasCalls ||= event.kind === 'tool';
        yield event;
      }
    }
  } finally {
    forget();
    if (!isOver) stop();
    await parts.return(undefined);
    close();
  }
}

function eventOf({ kind, text, completionTokens }: GenerationDelta): ApiEvent | null {
  if (kind === 'logprobs') {
    const tokens = readLogprobs(text);
    return tokens && { kind, tokens };
  }
  if (kind !== 'tool') return { kind, text, completionTokens };
  const call = readToolCall(text);
  return call && { kind, call };
}

export function endOf({ state, errorMessage, ...counts }: Omit<End, 'lastSeq'>, hasCalls: boolean): ApiEvent {
  const usage = {
    promptTokens: counts.promptTokens ?? 0,
    cachedTokens: counts.cachedTokens ?? 0,
    completionTokens: counts.completionTokens,
  };
  return { kind: 'end', finish: finishOf(state, hasCalls), message: errorMessage, usage };
}

function finishOf(state: End['state'], hasCalls: boolean): Extract<ApiEvent, { kind: 'end' }>['finish'] {
  if (state === 'completed') return hasCalls ? 'tool_calls' : 'stop';
  if (state === 'length' || state === 'stopped') return state;
  return 'error';
}
