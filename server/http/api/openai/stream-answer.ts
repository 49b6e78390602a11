import type { TokenLogprob, ToolCall } from '@/shared/schemas/answer-settings.ts';
import type { ApiAnswer, ApiEvent, ApiUsage } from '../../../modules/api-requests/index.ts';
import type { ApiExchange } from '../api-route.ts';
import { type ApiEnd, brokenOff, drainAnswer, streamAnswer } from '../stream-answer.ts';
import { toOpenAiError } from './send-error.ts';

type Said = Exclude<ApiEvent, ApiEnd>;
export type Spoken = Exclude<Said, { kind: 'logprobs' }>;

/** What the two addresses differ in. */
export type StreamShape = {
  /** Before the first word. */
  first: unknown[];
  /** Null: this address has no place for it. With the tokens of its words, where they were asked for. */
  chunk(event: Spoken, tokens: TokenLogprob[]): unknown;
  last(finish: FinishReason): unknown;
  /** Null: not asked for. */
  usage: ((usage: unknown) => unknown) | null;
};
type FinishReason = 'stop' | 'length' | 'tool_calls';

const frame = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`;
export const DONE = 'data: [DONE]\n\n';

/** An answer as server-sent events, in the order and with the frames that OpenAI's clients count on. */
export function streamChunks(exchange: ApiExchange, answer: ApiAnswer, shape: StreamShape): Promise<void> {
  const tokens: TokenLogprob[] = [];
  return streamAnswer(exchange, answer, {
    begin: shape.first.map(frame).join(''),
    next(event) {
      if (event.kind === 'end') return lastFrames(event, shape) + DONE;
      if (event.kind === 'logprobs') {
        tokens.push(...event.tokens);
        return '';
      }
      const chunk = shape.chunk(event, event.kind === 'text' ? tokens.splice(0) : []);
      return chunk === null ? '' : frame(chunk);
    },
  });
}

function lastFrames({ finish, message, usage }: ApiEnd, shape: StreamShape): string {
  if (finish === 'error') return frame({ error: toOpenAiError(brokenOff(message)).error });
  const last = frame(shape.last(finishReason(finish)));
  return shape.usage ? last + frame(shape.usage(toUsage(usage))) : last;
}

/** Somebody at the portal may have stopped it: to a program that is an end like another. */
const finishReason = (finish: ApiEnd['finish']): FinishReason =>
  finish === 'length' || finish === 'tool_calls' ? finish : 'stop';

const toUsage = ({ promptTokens, completionTokens, cachedTokens }: ApiUsage) => ({
  prompt_tokens: promptTokens,
  completion_tokens: completionTokens,
  total_tokens: promptTokens + completionTokens,
  prompt_tokens_details: { cached_tokens: cachedTokens },
});

/** The whole answer at once; throws when it broke off. */
export async function gatherAnswer(answer: ApiAnswer) {
  const whole = { text: '', reasoning: '', calls: [] as ToolCall[], tokens: [] as TokenLogprob[] };
  const { finish, message, usage } = await drainAnswer(answer, (event) => {
    if (event.kind === 'tool') whole.calls.push(event.call);
    else if (event.kind === 'logprobs') whole.tokens.push(...event.tokens);
    else whole[event.kind] += event.text;
  });
  if (finish === 'error') throw brokenOff(message);
  return { ...whole, finish: finishReason(finish), usage: toUsage(usage) };
}
