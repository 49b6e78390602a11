import { toWireError } from '../../../wire-error.ts';
import { retryAfterOf, sendJson, statusOf } from '../../respond.ts';
import type { ApiEndpoint, ApiExchange, SendApiError } from '../api-route.ts';
import { ask } from '../ask.ts';
import { readApiBody } from '../read-api-json.ts';
import { brokenOff, drainAnswer, streamAnswer } from '../stream-answer.ts';
import { serveShow, serveTags } from './models.ts';
import { type OllamaQuestion, readOllamaChat, readOllamaGenerate } from './read-question.ts';
import { answerAsOllama, ollamaError, type OllamaLine } from './tell-answer.ts';

/* Ollama's API at `/api/ollama`, which is the host its clients are given. */

/** The version whose shape this is: clients look whether it is new enough for tools and thinking. */
const VERSION = '0.12.0';

export const sendOllamaError: SendApiError = ({ res }, error) => {
  if (res.headersSent) return void res.destroy();
  sendJson(res, statusOf(error), ollamaError(toWireError(error).message), retryAfterOf(error));
};

const sendError = sendOllamaError;
export const OLLAMA_ENDPOINTS: ApiEndpoint[] = [
  { method: 'POST', path: /^\/api\/ollama\/api\/chat$/, serve: serveChat, asks: true, sendError },
  { method: 'POST', path: /^\/api\/ollama\/api\/generate$/, serve: serveGenerate, asks: true, sendError },
  { method: 'POST', path: /^\/api\/ollama\/api\/show$/, serve: serveShow, sendError },
  { method: 'GET', path: /^\/api\/ollama\/api\/tags$/, serve: serveTags, sendError },
  // Whatever can be asked is loaded.
  { method: 'GET', path: /^\/api\/ollama\/api\/ps$/, serve: serveTags, sendError },
  { method: 'GET', path: /^\/api\/ollama\/api\/version$/, serve: serveVersion, sendError },
];

async function serveVersion({ res }: ApiExchange): Promise<void> {
  sendJson(res, 200, { version: VERSION });
}

async function serveChat(exchange: ApiExchange): Promise<void> {
  await answer(exchange, 'chat', readOllamaChat(await readApiBody(exchange.req)));
}

async function serveGenerate(exchange: ApiExchange): Promise<void> {
  await answer(exchange, 'generate', readOllamaGenerate(await readApiBody(exchange.req)));
}

async function answer(
  exchange: ApiExchange,
  kind: 'chat' | 'generate',
  { ask: question, isStream }: OllamaQuestion,
): Promise<void> {
  const startedMs = performance.now();
  const given = await ask(exchange, question);
  const clock = { now: exchange.ctx.now, elapsedMs: () => performance.now() - startedMs };
  const told = answerAsOllama(kind, given.model, clock);
  if (isStream) {
    return streamAnswer(exchange, given, {
      type: 'application/x-ndjson',
      begin: '',
      next: (event) => told.next(event).map(lineOf).join(''),
      keepAlive: lineOf(told.idle()),
    });
  }
  const end = await drainAnswer(given, (event) => void told.next(event));
  if (end.finish === 'error') throw brokenOff(end.message);
  sendJson(exchange.res, 200, told.conclude(end));
}

const lineOf = (line: OllamaLine): string => `${JSON.stringify(line)}\n`;
