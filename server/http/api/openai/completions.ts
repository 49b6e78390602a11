import * as z from 'zod';
import type { TokenLogprob } from '@/shared/schemas/answer-settings.ts';
import type { ApiAnswer } from '../../../modules/api-requests/index.ts';
import { sendJson } from '../../respond.ts';
import type { ApiExchange } from '../api-route.ts';
import { ask } from '../ask.ts';
import { readApiJson } from '../read-api-json.ts';
import { maybe, Words } from '../read-ask.ts';
import { Likeliest, MOST_WORDS, only, SAMPLING, samplingOf } from './fields.ts';
import { toOldLogprobs } from './logprobs.ts';
import { gatherAnswer, streamChunks, type StreamShape } from './stream-answer.ts';
import { secondsOf } from '../seconds-of.ts';

const ONE_TEXT = 'prompt is one text; tokens and several prompts are not taken.';
export const CompletionRequest = z.object({
  ...SAMPLING,
  prompt: z.union([Words, z.tuple([Words]).transform(([it]) => it)], ONE_TEXT),
  max_tokens: maybe(z.int().min(1)),
  best_of: only([1], 'One answer at a time: leave best_of out.'),
  echo: only([false], 'The prompt is not sent back: leave echo out.'),
  suffix: only([''], 'Text is only added at the end: leave suffix out.'),
  logprobs: maybe(z.union([z.literal(false).transform(() => undefined), Likeliest], MOST_WORDS)),
});

/** The older address: its prompt is asked as one turn of a person, for sessions run models that chat. */
export async function serveCompletions(exchange: ApiExchange): Promise<void> {
  const request = await readApiJson(exchange.req, CompletionRequest);
  const answer = await ask(exchange, toAsk(request));
  const wantsUsage = request.stream_options?.include_usage ?? false;
  if (request.stream) return streamChunks(exchange, answer, chunksOf(answer, { wantsUsage }));
  sendJson(exchange.res, 200, await wholeText(answer));
}

export const toAsk = (request: z.output<typeof CompletionRequest>) => {
  const { logprobs } = request;
  return {
    model: request.model,
    messages: [{ role: 'user' as const, content: request.prompt }],
    settings: { ...samplingOf(request), ...(logprobs === undefined ? {} : { logprobs }) },
    maxTokens: request.max_tokens ?? null,
  };
};

/** All of it at once; throws when it broke off. */
export async function wholeText(answer: ApiAnswer) {
  const { text, finish, tokens, usage } = await gatherAnswer(answer);
  return { ...headOf(answer), choices: [choiceOf(text, finish, toOldLogprobs(tokens))], usage };
}

const headOf = ({ id, model, createdAt }: ApiAnswer) => ({
  id: `cmpl-${id}`,
  object: 'text_completion',
  created: secondsOf(createdAt),
  model,
});
const choiceOf = (text: string, finish: string | null, logprobs: object | null = null) => ({
  index: 0,
  text,
  logprobs,
  finish_reason: finish,
});

function chunksOf(answer: ApiAnswer, { wantsUsage }: { wantsUsage: boolean }): StreamShape {
  const head = headOf(answer);
  let offset = 0;
  const chunk = (text: string, finish: string | null, tokens: TokenLogprob[] = []) => ({
    ...head,
    choices: [choiceOf(text, finish, toOldLogprobs(tokens, offset))],
    ...(wantsUsage ? { usage: null } : {}),
  });
  return {
    first: [],
    chunk(event, tokens) {
      if (event.kind !== 'text') return null;
      const said = chunk(event.text, null, tokens);
      offset += event.text.length;
      return said;
    },
    last: (finish) => chunk('', finish === 'length' ? finish : 'stop'),
    usage: wantsUsage ? (usage) => ({ ...head, choices: [], usage }) : null,
  };
}
