import type { IncomingMessage } from 'node:http';
import type * as z from 'zod';
import { issueWords } from '@/shared/domain/issue-words.ts';
import { parseJsonWithin } from '@/shared/domain/parse-json-within.ts';
import { ServiceError } from '../../errors.ts';
import { readBody } from '../respond.ts';

const MAX_BODY_BYTES = 2 * 1024 * 1024;

/** About what a connection holds of what nobody reads yet. */
const MOST_AHEAD_BYTES = 64 * 1024;
const ahead = new WeakMap<IncomingMessage, Promise<Buffer>>();

/**
 * Begins to take the body while it is still found out who asks: no longer a one than waits in the connection anyway, and
 * nobody looks into it before that is known.
 */
export function readAhead(req: IncomingMessage): void {
  const bytes = Number(req.headers['content-length'] ?? Number.NaN);
  if (!(bytes <= MOST_AHEAD_BYTES)) return;
  const body = readBody(req, MOST_AHEAD_BYTES);
  // Whoever reads it hears of the fault.
  body.catch(() => {});
  ahead.set(req, body);
}

/** The body, whatever JSON it is. */
export async function readApiBody(req: IncomingMessage): Promise<unknown> {
  const body = ahead.get(req) ?? readBody(req, MAX_BODY_BYTES, 'A question has 2 MB at most.');
  const text = (await body).toString('utf8');
  const parsed = parseJsonWithin(text);
  if ('fault' in parsed) throw new ServiceError('VALIDATION', parsed.fault);
  return parsed.value;
}

/** The body in this form; throws VALIDATION with the field it is about. */
export const readApiJson = async <S extends z.ZodType>(
  req: IncomingMessage,
  schema: S,
): Promise<z.output<S>> => inForm(schema, await readApiBody(req));

export function inForm<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const param = issue!.path.map(String).join('.') || null;
  throw new ServiceError('VALIDATION', `${param ? `${param}: ` : ''}${issueWords(issue)}`, {
    details: { param },
  });
}
