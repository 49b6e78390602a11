import { getKeyModel, type KeyModel, listKeyModels } from '../../../modules/api-requests/index.ts';
import { sendJson } from '../../respond.ts';
import type { ApiEndpoint, ApiExchange } from '../api-route.ts';
import { ask } from '../ask.ts';
import { readApiBody } from '../read-api-json.ts';
import { brokenOff, drainAnswer, sse, streamAnswer } from '../stream-answer.ts';
import { estimateTokens } from './estimate-tokens.ts';
import { readAnthropic, readAnthropicQuestion } from './read-question.ts';
import { sendAnthropicError } from './send-error.ts';
import { answerAsMessage, PING } from './tell-answer.ts';

/* Anthropic's Messages at `/api/anthropic`, which is the base address its clients are given. */

const sendError = sendAnthropicError;
export const ANTHROPIC_ENDPOINTS: ApiEndpoint[] = [
  { method: 'POST', path: /^\/api\/anthropic\/v1\/messages$/, serve: serveMessages, asks: true, sendError },
  { method: 'POST', path: /^\/api\/anthropic\/v1\/messages\/count_tokens$/, serve: serveCount, sendError },
  { method: 'GET', path: /^\/api\/anthropic\/v1\/models$/, serve: serveModels, sendError },
  { method: 'GET', path: /^\/api\/anthropic\/v1\/models\/(.+)$/, serve: serveModel, sendError },
];

async function serveMessages(exchange: ApiExchange): Promise<void> {
  const { ask: question, isStream } = readAnthropic(await readApiBody(exchange.req));
  const answer = await ask(exchange, question);
  const message = answerAsMessage(answer, {
    promptTokens: estimateTokens(question.messages, question.settings.tools),
    tellsThinking: question.settings.thinking ?? false,
  });
  if (isStream) {
    return streamAnswer(exchange, answer, {
      begin: sse(...message.begin()),
      next: (event) => sse(...message.next(event)),
      keepAlive: sse(PING),
    });
  }
  const end = await drainAnswer(answer, (event) => void message.next(event));
  if (end.finish === 'error') throw brokenOff(end.message);
  sendJson(exchange.res, 200, message.conclude(end));
}

async function serveCount({ req, res }: ApiExchange): Promise<void> {
  const { messages, tools } = readAnthropicQuestion(await readApiBody(req));
  sendJson(res, 200, { input_tokens: estimateTokens(messages, tools) });
}

async function serveModels({ ctx, res }: ApiExchange): Promise<void> {
  const data = (await listKeyModels(ctx)).map(toModel);
  const [first, last] = [data[0]?.id ?? null, data.at(-1)?.id ?? null];
  sendJson(res, 200, { data, has_more: false, first_id: first, last_id: last });
}

async function serveModel({ ctx, res }: ApiExchange, [name]: string[]): Promise<void> {
  sendJson(res, 200, toModel(await getKeyModel(ctx, name!)));
}

const toModel = ({ id, title, createdAt }: KeyModel) => ({
  type: 'model',
  id,
  display_name: title,
  created_at: createdAt.toISOString(),
});
