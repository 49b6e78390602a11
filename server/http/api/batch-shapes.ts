import type { BatchShape, BatchShapes } from '../../modules/batches/index.ts';
import { ChatRequest, toAsk as toChatAsk } from './openai/chat-request.ts';
import { wholeCompletion } from './openai/chat-completions.ts';
import { CompletionRequest, toAsk as toTextAsk, wholeText } from './openai/completions.ts';
import { inForm } from './read-api-json.ts';
import { wholeResponse } from './responses/endpoints.ts';
import { readResponses } from './responses/read-question.ts';
import { answerAsResponse } from './responses/tell-answer.ts';

const chat: BatchShape = {
  read: (body) => toChatAsk(inForm(ChatRequest, body)),
  tell: (_, answer) => wholeCompletion(answer),
};
const completions: BatchShape = {
  read: (body) => toTextAsk(inForm(CompletionRequest, body)),
  tell: (_, answer) => wholeText(answer),
};
const responses: BatchShape = {
  read: (body) => readResponses(body).ask,
  tell: (body, answer, now) =>
    wholeResponse(answerAsResponse(readResponses(body).body, answer), answer, () => now),
};

/** What a batch may ask, each by the very reader and teller of its live address. */
export const BATCH_SHAPES: BatchShapes = {
  '/v1/chat/completions': chat,
  '/v1/completions': completions,
  '/v1/responses': responses,
};
