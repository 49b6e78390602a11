import { askForKey } from '../../../modules/api-requests/index.ts';
import { sendJson } from '../../respond.ts';
import type { ApiEndpoint, ApiExchange } from '../api-route.ts';
import { sendOpenAiError } from '../openai/send-error.ts';
import { readApiBody } from '../read-api-json.ts';
import { drainAnswer, sse, streamAnswer } from '../stream-answer.ts';
import { readResponses } from './read-question.ts';
import { answerAsResponse } from './tell-answer.ts';

/* OpenAI's Responses, beside its other addresses. */

export const RESPONSES_ENDPOINTS: ApiEndpoint[] = [
  { method: 'POST', path: /^\/api\/v1\/responses$/, serve: serveResponses, sendError: sendOpenAiError },
];

const DONE = 'data: [DONE]\n\n';

/** One that failed is still a response, with what was written and why it ended. */
async function serveResponses({ ctx, req, res, signal }: ApiExchange): Promise<void> {
  const { ask, body } = readResponses(await readApiBody(req));
  const answer = await askForKey(ctx, { ...ask, client: req.headers['user-agent'] ?? null }, signal);
  const response = answerAsResponse(body, answer);
  const told = (events: { type: string }[]): string => events.map(sse).join('');
  if (body.stream) {
    return streamAnswer({ res, signal }, answer, {
      begin: told(response.begin()),
      next: (event) => told(response.next(event, ctx.now())) + (event.kind === 'end' ? DONE : ''),
    });
  }
  const end = await drainAnswer(answer, (event) => void response.next(event, ctx.now()));
  sendJson(res, 200, response.conclude(end, ctx.now()));
}
