import type { TokenLogprob, ToolCall } from '@/shared/schemas/answer-settings.ts';
import type { ApiAnswer } from '../../../modules/api-requests/index.ts';
import { sendJson } from '../../respond.ts';
import type { ApiExchange } from '../api-route.ts';
import { ask } from '../ask.ts';
import { readApiJson } from '../read-api-json.ts';
import { ChatRequest, toAsk } from './chat-request.ts';
import { toChatLogprobs } from './logprobs.ts';
import { gatherAnswer, type Spoken, streamChunks, type StreamShape } from './stream-answer.ts';
import { secondsOf } from '../seconds-of.ts';

export async function serveChatCompletions(exchange: ApiExchange): Promise<void> {
  const request = await readApiJson(exchange.req, ChatRequest);
  const answer = await ask(exchange, toAsk(request));
  if (request.stream) {
    const shape = chunksOf(answer, { wantsUsage: request.stream_options?.include_usage ?? false });
    return streamChunks(exchange, answer, shape);
  }
  sendJson(exchange.res, 200, await wholeCompletion(answer));
}

/** All of it at once; throws when it broke off. */
export async function wholeCompletion(answer: ApiAnswer) {
  const { text, reasoning, calls, tokens, finish, usage } = await gatherAnswer(answer);
  return {
    ...headOf(answer, 'chat.completion'),
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: text === '' && calls.length > 0 ? null : text,
          refusal: null,
          ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
          ...(calls.length === 0 ? {} : { tool_calls: calls.map(toCall) }),
        },
        logprobs: toChatLogprobs(tokens),
        finish_reason: finish,
      },
    ],
    usage,
  };
}

const headOf = ({ id, model, createdAt }: ApiAnswer, object: string) => ({
  id: `chatcmpl-${id}`,
  object,
  created: secondsOf(createdAt),
  model,
});

const toCall = ({ id, name, arguments: text }: ToolCall) => ({
  id,
  type: 'function',
  function: { name, arguments: text },
});

/** A frame says `usage: null` where a later one will have it, and nothing of it where none will. */
function chunksOf(answer: ApiAnswer, { wantsUsage }: { wantsUsage: boolean }): StreamShape {
  const head = headOf(answer, 'chat.completion.chunk');
  const pending = wantsUsage ? { usage: null } : {};
  const chunk = (delta: object, finish: string | null = null, tokens: TokenLogprob[] = []) => ({
    ...head,
    choices: [{ index: 0, delta, logprobs: toChatLogprobs(tokens), finish_reason: finish }],
    ...pending,
  });
  let calls = 0;
  const deltaOf = (event: Spoken): object => {
    if (event.kind === 'tool') return { tool_calls: [{ index: calls++, ...toCall(event.call) }] };
    return event.kind === 'text' ? { content: event.text } : { reasoning_content: event.text };
  };
  return {
    first: [chunk({ role: 'assistant', content: '' })],
    chunk: (event, tokens) => chunk(deltaOf(event), null, tokens),
    last: (finish) => chunk({}, finish),
    usage: wantsUsage ? (usage) => ({ ...head, choices: [], usage }) : null,
  };
}
