import * as z from 'zod';
import type { ApiAnswer } from '../../../modules/api-requests/index.ts';
import { sendJson } from '../../respond.ts';
import type { ApiExchange } from '../api-route.ts';
import { ask } from '../ask.ts';
import { readApiJson } from '../read-api-json.ts';
import { maybe, Words } from '../read-ask.ts';
import { only, SAMPLING, samplingOf } from './fields.ts';
import { gatherAnswer, streamChunks, type StreamShape } from './stream-answer.ts';

const ONE_TEXT = 'prompt is one text; tokens and several prompts are not taken.';
export const CompletionRequest = z.object({
  ...SAMPLING,
  prompt: z.union([Words, z.tuple([Words]).transform(([it]) => it)], ONE_TEXT),
  max_tokens: maybe(z.int().min(1)),
  best_of: only([1], 'One answer at a time: leave best_of out.'),
  echo: only([false], 'The prompt is not sent back: leave echo out.'),
  suffix: only([''], 'Text is only added at the end: leave suffix out.'),
  logprobs: only([false, 0], 'Probabilities of tokens are not given.'),
});

/** The older address: its prompt is asked as one turn of a person, for sessions run models that chat. */
export async function serveCompletions(exchange: ApiExchange): Promise<void> {
  const request = await readApiJson(exchange.req, CompletionRequest);
  const answer = await ask(exchange, {
    model: request.model,
    messages: [{ role: 'user', content: request.prompt }],
    settings: samplingOf(request),
    maxTokens: request.max_tokens ?? null,
  });
  const wantsUsage = request.stream_options?.include_usage ?? false;
  if (request.stream) return streamChunks(exchange, answer, chunksOf(answer, { wantsUsage }));
  const { text, finish, usage } = await gatherAnswer(answer);
  sendJson(exchange.res, 200, { ...headOf(answer), choices: [choiceOf(text, finish)], usage });
}

const headOf = ({ id, model, createdAt }: ApiAnswer) => ({
  id: `cmpl-${id}`,
  object: 'text_completion',
  created: Math.floor(createdAt.getTime() / 1000),
  model,
});
const choiceOf = (text: string, finish: string | null) => ({
  index: 0,
  text,
  logprobs: null,
  finish_reason: finish,
});

function chunksOf(answer: ApiAnswer, { wantsUsage }: { wantsUsage: boolean }): StreamShape {
  const head = headOf(answer);
  const chunk = (text: string, finish: string | null) => ({
    ...head,
    choices: [choiceOf(text, finish)],
    ...(wantsUsage ? { usage: null } : {}),
  });
  return {
    first: [],
    chunk: (event) => (event.kind === 'text' ? chunk(event.text, null) : null),
    last: (finish) => chunk('', finish === 'length' ? finish : 'stop'),
    usage: wantsUsage ? (usage) => ({ ...head, choices: [], usage }) : null,
  };
}
