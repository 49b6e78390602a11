import { type ErrorCode, isServiceError } from '../../../errors.ts';
import { toWireError } from '../../../wire-error.ts';
import { isTooLarge, retryAfterOf, sendJson } from '../../respond.ts';
import type { SendApiError } from '../api-route.ts';
import { anthropicError } from './tell-answer.ts';

type Refusal = { status: number; type: string };
const REFUSALS: Record<ErrorCode, Refusal> = {
  UNAUTHORIZED: { status: 401, type: 'authentication_error' },
  FORBIDDEN: { status: 403, type: 'permission_error' },
  NOT_FOUND: { status: 404, type: 'not_found_error' },
  CONFLICT: { status: 409, type: 'invalid_request_error' },
  VALIDATION: { status: 400, type: 'invalid_request_error' },
  METHOD_NOT_ALLOWED: { status: 405, type: 'invalid_request_error' },
  LIMIT_EXCEEDED: { status: 429, type: 'rate_limit_error' },
  PRECONDITION_FAILED: { status: 400, type: 'invalid_request_error' },
  UNAVAILABLE: { status: 529, type: 'overloaded_error' },
  INTERNAL: { status: 500, type: 'api_error' },
};

export const sendAnthropicError: SendApiError = ({ res }, error) => {
  if (res.headersSent) return void res.destroy();
  const { status, type } = refusalOf(error);
  // Its clients name a request by this header.
  const id = res.getHeader('x-request-id');
  if (id !== undefined) res.setHeader('request-id', id);
  const body = { ...anthropicError(type, toWireError(error).message), request_id: id ?? null };
  sendJson(res, status, body, retryAfterOf(error));
};

function refusalOf(error: unknown): Refusal {
  if (!isServiceError(error)) return REFUSALS.INTERNAL;
  return isTooLarge(error) ? { status: 413, type: 'request_too_large' } : REFUSALS[error.code];
}
