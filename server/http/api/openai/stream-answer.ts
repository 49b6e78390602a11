import { ServiceError } from '../../../errors.ts';
import type { ApiAnswer, ApiEvent, ApiUsage } from '../../../modules/api-requests/index.ts';
import type { ApiExchange } from '../api-route.ts';
import { openEventStream } from '../event-stream.ts';
import { toOpenAiError } from './send-error.ts';

export type End = Extract<ApiEvent, { kind: 'end' }>;
export type Said = Exclude<ApiEvent, End>;

/** What the two addresses differ in. */
export type StreamShape = {
  /** Before the first word. */
  first: unknown[];
  /** Null: this address has no place for it. */
  chunk(event: Said): unknown;
  last(finish: FinishReason): unknown;
  /** Null: not asked for. */
  usage: ((usage: unknown) => unknown) | null;
};
export type FinishReason = 'stop' | 'length' | 'tool_calls';

const frame = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`;

/** An answer as server-sent events, in the order and with the frames that OpenAI's clients count on. */
export async function streamAnswer(
  { res, signal }: ApiExchange,
  answer: ApiAnswer,
  shape: StreamShape,
): Promise<void> {
  const stream = openEventStream(res, signal);
  try {
    await stream.send(shape.first.map(frame).join(''));
    for await (const event of answer.events) {
      if (event.kind !== 'end') {
        const chunk = shape.chunk(event);
        if (chunk !== null) await stream.send(frame(chunk));
        continue;
      }
      await stream.send(
        event.finish === 'error'
          ? frame({ error: toOpenAiError(failureOf(event)).error })
          : lastFrames(event, shape),
      );
    }
    await stream.send('data: [DONE]\n\n');
    stream.end();
  } catch (error) {
    res.destroy();
    if (!signal.aborted) throw error;
  }
}

function lastFrames({ finish, usage }: End, shape: StreamShape): string {
  const last = frame(shape.last(finishReason(finish)));
  return shape.usage ? last + frame(shape.usage(toUsage(usage))) : last;
}

/** What a session's end or a fault cut short, in its own words. */
export const failureOf = ({ message }: End): ServiceError =>
  new ServiceError('UNAVAILABLE', message ?? 'The answer broke off. Ask again.', {
    details: { apiCode: 'answer_interrupted' },
  });

/** Somebody at the portal may have stopped it: to a program that is an end like another. */
export const finishReason = (finish: End['finish']): FinishReason =>
  finish === 'length' || finish === 'tool_calls' ? finish : 'stop';

export const toUsage = ({ promptTokens, completionTokens, cachedTokens }: ApiUsage) => ({
  prompt_tokens: promptTokens,
  completion_tokens: completionTokens,
  total_tokens: promptTokens + completionTokens,
  prompt_tokens_details: { cached_tokens: cachedTokens },
});

/** The whole answer at once; throws when it broke off. */
export async function gatherAnswer(answer: ApiAnswer) {
  const whole = { text: '', reasoning: '', calls: [] as Extract<ApiEvent, { kind: 'tool' }>['call'][] };
  for await (const event of answer.events) {
    if (event.kind === 'end') {
      if (event.finish === 'error') throw failureOf(event);
      return { ...whole, finish: finishReason(event.finish), usage: toUsage(event.usage) };
    }
    if (event.kind === 'tool') whole.calls.push(event.call);
    else whole[event.kind] += event.text;
  }
  throw new ServiceError('UNAVAILABLE', 'The answer broke off. Ask again.');
}
