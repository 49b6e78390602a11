import { sendJson } from '../../respond.ts';
import type { ApiEndpoint } from '../api-route.ts';
import { sendOpenAiError } from '../openai/send-error.ts';
import { describeApi } from './describe-api.ts';

let told: object | null = null;

/** It says nothing of the lab, so whoever comes may read it. */
export const OPENAPI_ENDPOINT: ApiEndpoint = {
  method: 'GET',
  path: /^\/api\/v1\/openapi\.json$/,
  isOpen: true,
  serve: async ({ res }) => sendJson(res, 200, (told ??= describeApi())),
  sendError: sendOpenAiError,
};
