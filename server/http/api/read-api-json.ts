import type { IncomingMessage } from 'node:http';
import type * as z from 'zod';
import { issueWords } from '@/shared/domain/issue-words.ts';
import { ServiceError } from '../../errors.ts';
import { readBody } from '../respond.ts';

const MAX_BODY_BYTES = 2 * 1024 * 1024;
/** Of lists and objects in each other: what is deeper is no question, and would overflow what walks it. */
const MOST_DEPTH = 64;

/** The body, whatever JSON it is. */
export async function readApiBody(req: IncomingMessage): Promise<unknown> {
  const text = (await readBody(req, MAX_BODY_BYTES, 'A question has 2 MB at most.')).toString('utf8');
  if (depthOf(text) > MOST_DEPTH)
    throw new ServiceError('VALIDATION', `The body is nested deeper than ${MOST_DEPTH}.`);
  return parse(text);
}

/** The body in this form; throws VALIDATION with the field it is about. */
export async function readApiJson<S extends z.ZodType>(
  req: IncomingMessage,
  schema: S,
): Promise<z.output<S>> {
  const parsed = schema.safeParse(await readApiBody(req));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const param = issue!.path.map(String).join('.') || null;
  throw new ServiceError('VALIDATION', `${param ? `${param}: ` : ''}${issueWords(issue)}`, {
    details: { param },
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ServiceError('VALIDATION', 'The body is not JSON.');
  }
}

function depthOf(text: string): number {
  let [depth, most, isInText] = [0, 0, false];
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (isInText) {
      if (letter === '\\') at += 1;
      else if (letter === '"') isInText = false;
    } else if (letter === '"') isInText = true;
    else if (letter === '[' || letter === '{') most = Math.max(most, (depth += 1));
    else if (letter === ']' || letter === '}') depth -= 1;
  }
  return most;
}
