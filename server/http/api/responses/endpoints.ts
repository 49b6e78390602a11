import type { ApiAnswer } from '../../../modules/api-requests/index.ts';
import { sendJson } from '../../respond.ts';
import type { ApiEndpoint, ApiExchange } from '../api-route.ts';
import { ask } from '../ask.ts';
import { sendOpenAiError } from '../openai/send-error.ts';
import { DONE } from '../openai/stream-answer.ts';
import { readApiBody } from '../read-api-json.ts';
import { drainAnswer, sse, streamAnswer } from '../stream-answer.ts';
import { readResponses } from './read-question.ts';
import { answerAsResponse } from './tell-answer.ts';

/* OpenAI's Responses, beside its other addresses. */

export const RESPONSES_ENDPOINTS: ApiEndpoint[] = [
  {
    method: 'POST',
    path: /^\/api\/v1\/responses$/,
    serve: serveResponses,
    asks: true,
    sendError: sendOpenAiError,
  },
];

/** One that failed is still a response, with what was written and why it ended. */
async function serveResponses(exchange: ApiExchange): Promise<void> {
  const { ctx, req, res } = exchange;
  const { ask: question, body } = readResponses(await readApiBody(req));
  const answer = await ask(exchange, question);
  const response = answerAsResponse(body, answer);
  if (body.stream) {
    return streamAnswer(exchange, answer, {
      begin: sse(...response.begin()),
      next: (event) => sse(...response.next(event, ctx.now())) + (event.kind === 'end' ? DONE : ''),
    });
  }
  sendJson(res, 200, await wholeResponse(response, answer, ctx.now));
}

export async function wholeResponse(
  response: ReturnType<typeof answerAsResponse>,
  answer: ApiAnswer,
  now: () => Date,
) {
  const end = await drainAnswer(answer, (event) => void response.next(event, now()));
  return response.conclude(end, now());
}
