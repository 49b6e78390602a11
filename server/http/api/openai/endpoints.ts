import type { ApiEndpoint } from '../api-route.ts';
import { serveChatCompletions } from './chat-completions.ts';
import { serveCompletions } from './completions.ts';
import { serveModel, serveModels } from './models.ts';
import { sendOpenAiError } from './send-error.ts';

const sendError = sendOpenAiError;
export const OPENAI_ENDPOINTS: ApiEndpoint[] = [
  { method: 'GET', path: /^\/api\/v1\/models$/, serve: serveModels, sendError },
  { method: 'GET', path: /^\/api\/v1\/models\/(.+)$/, serve: serveModel, sendError },
  { method: 'POST', path: /^\/api\/v1\/chat\/completions$/, serve: serveChatCompletions, sendError },
  { method: 'POST', path: /^\/api\/v1\/completions$/, serve: serveCompletions, sendError },
];
