import type { ApiEndpoint } from '../api-route.ts';
import { serveBatch, serveBatches, serveCancelBatch, serveNewBatch } from './batches.ts';
import { serveChatCompletions } from './chat-completions.ts';
import { serveCompletions } from './completions.ts';
import { serveFile, serveFileContent, serveFiles, serveNewFile, serveRemoveFile } from './files.ts';
import { serveModel, serveModels } from './models.ts';
import { sendOpenAiError } from './send-error.ts';

const sendError = sendOpenAiError;
export const OPENAI_ENDPOINTS: ApiEndpoint[] = [
  { method: 'GET', path: /^\/api\/v1\/models$/, serve: serveModels, sendError },
  { method: 'GET', path: /^\/api\/v1\/models\/(.+)$/, serve: serveModel, sendError },
  {
    method: 'POST',
    path: /^\/api\/v1\/chat\/completions$/,
    serve: serveChatCompletions,
    asks: true,
    sendError,
  },
  { method: 'POST', path: /^\/api\/v1\/completions$/, serve: serveCompletions, asks: true, sendError },
  { method: 'POST', path: /^\/api\/v1\/files$/, serve: serveNewFile, sendError },
  { method: 'GET', path: /^\/api\/v1\/files$/, serve: serveFiles, sendError },
  { method: 'GET', path: /^\/api\/v1\/files\/([^/]+)$/, serve: serveFile, sendError },
  { method: 'DELETE', path: /^\/api\/v1\/files\/([^/]+)$/, serve: serveRemoveFile, sendError },
  { method: 'GET', path: /^\/api\/v1\/files\/([^/]+)\/content$/, serve: serveFileContent, sendError },
  { method: 'POST', path: /^\/api\/v1\/batches$/, serve: serveNewBatch, sendError },
  { method: 'GET', path: /^\/api\/v1\/batches$/, serve: serveBatches, sendError },
  { method: 'GET', path: /^\/api\/v1\/batches\/([^/]+)$/, serve: serveBatch, sendError },
  { method: 'POST', path: /^\/api\/v1\/batches\/([^/]+)\/cancel$/, serve: serveCancelBatch, sendError },
];
