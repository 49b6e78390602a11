import type { IncomingMessage, ServerResponse } from 'node:http';
import type * as z from 'zod';
import { issueWords } from '@/shared/domain/issue-words.ts';
import { type ErrorCode, isServiceError, ServiceError } from '../errors.ts';
import { toWireError } from '../wire-error.ts';
import type { Exchange } from './deps.ts';

const HTTP_STATUS: Record<ErrorCode, number> = {
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  VALIDATION: 400,
  METHOD_NOT_ALLOWED: 405,
  LIMIT_EXCEEDED: 429,
  PRECONDITION_FAILED: 412,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

export function sendJson(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const text = JSON.stringify(body);
  res.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(text)),
    'cache-control': 'no-store',
    ...headers,
  });
  res.end(text);
}

/** `{error: {code, message}}`; what a verb did not throw for people stays inside. */
export function sendError(res: ServerResponse, error: unknown): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  // Whoever sends too much without having said how much may never end; of a length that was said the rest is let fall.
  if (isTooLarge(error) && res.req.headers['content-length'] === undefined)
    res.setHeader('connection', 'close');
  sendJson(res, statusOf(error), { error: toWireError(error) }, retryAfterOf(error));
}

/** Whether it is the refusal of a body above its limit. */
export const isTooLarge = (error: unknown): boolean =>
  isServiceError(error) && (error.details as { isTooLarge?: boolean } | null)?.isTooLarge === true;

export const statusOf = (error: unknown): number =>
  HTTP_STATUS[isServiceError(error) ? error.code : 'INTERNAL'];

/** When it may be asked again, where that is known. */
export function retryAfterOf(error: unknown): Record<string, string> {
  const details = isServiceError(error) ? (error.details as { retryAfterMs?: number } | null) : null;
  const retry = details?.retryAfterMs;
  return retry === undefined ? {} : { 'retry-after': String(Math.ceil(retry / 1000)) };
}

/** Throws METHOD_NOT_ALLOWED; the answer then says which there are. */
export function requireMethod({ req, res }: Pick<Exchange, 'req' | 'res'>, methods: readonly string[]): void {
  if (methods.includes(req.method ?? 'GET')) return;
  res.setHeader('allow', methods.join(', '));
  throw new ServiceError('METHOD_NOT_ALLOWED', `This address takes ${methods.join(' or ')}.`);
}

/** The body up to `maxBytes`; throws VALIDATION above that. */
export async function readBody(
  req: IncomingMessage,
  maxBytes: number,
  words = `The body is larger than ${maxBytes} bytes.`,
): Promise<Buffer> {
  const tooLarge = () => new ServiceError('VALIDATION', words, { details: { isTooLarge: true } });
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The body as JSON of this form; throws VALIDATION, in the form's own words. */
export async function readJson<S extends z.ZodType>(
  req: IncomingMessage,
  maxBytes: number,
  schema: S,
): Promise<z.output<S>> {
  const parsed = schema.safeParse(parseJson((await readBody(req, maxBytes)).toString('utf8')));
  if (parsed.success) return parsed.data;
  throw new ServiceError('VALIDATION', issueWords(parsed.error.issues[0]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ServiceError('VALIDATION', 'The body is not JSON.');
  }
}
