import { argumentsOf } from '../read-ask.ts';
import type { ApiEvent } from '../../../modules/api-requests/index.ts';
import { type ApiEnd, BROKEN_OFF } from '../stream-answer.ts';

/* How an answer is told at `/api/ollama`: one line of JSON for each step, and the figures in the last one. */

export type OllamaLine = Record<string, unknown>;
type Kind = 'chat' | 'generate';
/** Milliseconds since the question came. */
type Clock = { now(): Date; elapsedMs(): number };

const NANOSECONDS = 1_000_000;

export function answerAsOllama(kind: Kind, model: string, clock: Clock) {
  let firstMs: number | null = null;
  let text = '';
  let thinking = '';
  const calls: object[] = [];

  const line = (content: string, rest: object = {}, aside: object = {}): OllamaLine => {
    const told =
      kind === 'chat' ? { message: { role: 'assistant', content, ...rest } } : { response: content, ...rest };
    return { model, created_at: clock.now().toISOString(), ...told, done: false, ...aside };
  };
  const figures = (event: ApiEnd) => figuresOf(event, { totalMs: clock.elapsedMs(), firstMs });
  const take = (event: Exclude<ApiEvent, ApiEnd>): OllamaLine[] => {
    if (event.kind === 'logprobs') return [];
    firstMs ??= clock.elapsedMs();
    if (event.kind === 'tool') {
      const { id, name } = event.call;
      const call = { id, function: { index: calls.length, name, arguments: argumentsOf(event.call) } };
      calls.push(call);
      return [line('', { tool_calls: [call] })];
    }
    if (event.text === '') return [];
    if (event.kind === 'text') {
      text += event.text;
      return [line(event.text)];
    }
    thinking += event.text;
    return [line('', { thinking: event.text })];
  };
  return {
    /** Nothing new, for a line that must not look dead. */
    idle: () => line(''),
    next(event: ApiEvent): OllamaLine[] {
      if (event.kind !== 'end') return take(event);
      if (event.finish === 'error') return [ollamaError(event.message ?? BROKEN_OFF)];
      return [line('', {}, figures(event))];
    },
    /** All of it, for those who don't stream; an answer that failed is an error there. */
    conclude: (event: ApiEnd): OllamaLine =>
      line(
        text,
        { ...(thinking !== '' && { thinking }), ...(calls.length > 0 && { tool_calls: calls }) },
        figures(event),
      ),
  };
}

function figuresOf(
  { finish, usage }: ApiEnd,
  { totalMs, firstMs }: { totalMs: number; firstMs: number | null },
) {
  const promptMs = firstMs ?? totalMs;
  return {
    done: true,
    done_reason: finish === 'tool_calls' ? 'stop' : finish,
    total_duration: Math.round(totalMs * NANOSECONDS),
    // It was loaded by the session, before anybody asked.
    load_duration: 0,
    prompt_eval_count: usage.promptTokens,
    prompt_eval_duration: Math.round(promptMs * NANOSECONDS),
    eval_count: usage.completionTokens,
    eval_duration: Math.round((totalMs - promptMs) * NANOSECONDS),
  };
}

export const ollamaError = (message: string): OllamaLine => ({ error: message });
