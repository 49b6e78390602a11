import { type ErrorCode, isServiceError } from '../../../errors.ts';
import { toWireError } from '../../../wire-error.ts';
import { isTooLarge, retryAfterOf, sendJson } from '../../respond.ts';
import type { SendApiError } from '../api-route.ts';

type Said = { status: number; type: string; code: string | null };
const SAID: Record<ErrorCode, Said> = {
  UNAUTHORIZED: { status: 401, type: 'invalid_request_error', code: 'invalid_api_key' },
  FORBIDDEN: { status: 403, type: 'invalid_request_error', code: 'permission_denied' },
  NOT_FOUND: { status: 404, type: 'invalid_request_error', code: 'model_not_found' },
  CONFLICT: { status: 409, type: 'invalid_request_error', code: null },
  VALIDATION: { status: 400, type: 'invalid_request_error', code: null },
  METHOD_NOT_ALLOWED: { status: 405, type: 'invalid_request_error', code: 'method_not_allowed' },
  LIMIT_EXCEEDED: { status: 429, type: 'rate_limit_error', code: 'rate_limit_exceeded' },
  PRECONDITION_FAILED: { status: 400, type: 'invalid_request_error', code: null },
  UNAVAILABLE: { status: 503, type: 'server_error', code: 'service_unavailable' },
  INTERNAL: { status: 500, type: 'server_error', code: 'internal_error' },
};
type Details = { apiCode?: string; param?: string } | null;

type ApiError = {
  status: number;
  error: { message: string; type: string; param: string | null; code: string | null };
};

/** Any error as OpenAI says one; what was not thrown for people stays inside. */
export function toOpenAiError(error: unknown): ApiError {
  const known = isServiceError(error) ? error : null;
  const details = (known?.details ?? null) as Details;
  const said = SAID[known?.code ?? 'INTERNAL'];
  const code = details?.apiCode ?? said.code;
  return {
    status: isTooLarge(error) ? 413 : said.status,
    error: {
      message: toWireError(error).message,
      type: code === 'insufficient_quota' ? 'insufficient_quota' : said.type,
      param: details?.param ?? (code === 'model_not_found' ? 'model' : null),
      code,
    },
  };
}

export const sendOpenAiError: SendApiError = ({ res }, error) => {
  if (res.headersSent) return void res.destroy();
  const { status, error: said } = toOpenAiError(error);
  sendJson(res, status, { error: said }, retryAfterOf(error));
};
