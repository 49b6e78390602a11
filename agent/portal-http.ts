import * as z from 'zod';
import { ProgramText } from '@/shared/schemas/text.ts';
import { clampMs } from './bounded.ts';

/** The portal answered with an error, in a form that isn't known (code `BAD_REPLY`), or not at all (`UNREACHABLE`). */
export class PortalError extends Error {
  readonly code: string;
  /** Asked again, the portal may answer otherwise; any other refusal is its last word. */
  readonly isPassing: boolean;
  /** The portal's own wish. */
  readonly retryAfterMs: number | null;
  constructor(
    code: string,
    message: string,
    {
      isPassing,
      retryAfterMs = null,
      cause,
    }: { isPassing: boolean; retryAfterMs?: number | null; cause?: unknown },
  ) {
    super(message, { cause });
    this.name = 'PortalError';
    this.code = code;
    this.isPassing = isPassing;
    this.retryAfterMs = retryAfterMs;
  }
}

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 1024 * 1024;
const MOST_MESSAGE = 1000;
const LONGEST_RETRY_MS = 15 * 60_000;
/** Timed out, too early, too many; and whatever is the portal's own fault. */
const isPassingStatus = (status: number): boolean => status >= 500 || [408, 425, 429].includes(status);

const ErrorReply = z.object({
  error: z.object({ code: z.string().min(1).max(64), message: ProgramText(MOST_MESSAGE).min(1) }),
});

/** One JSON question to the portal. Throws `PortalError`. */
export async function postJson<S extends z.ZodType>(
  url: string,
  body: object,
  reply: S,
): Promise<z.output<S>> {
  const { response, text } = await ask(url, body).catch((error: unknown) => {
    throw new PortalError('UNREACHABLE', `${new URL(url).origin} does not answer.`, {
      isPassing: true,
      cause: error,
    });
  });
  const said = text === null ? null : parseJson(text);
  if (!response.ok) throw toPortalError(response, said);
  const parsed = reply.safeParse(said);
  if (parsed.success) return parsed.data;
  throw new PortalError(
    'BAD_REPLY',
    `${new URL(url).origin} answers, but not as an Espalier portal of this version does. Check the address of the portal.`,
    { isPassing: true },
  );
}

async function ask(url: string, body: object): Promise<{ response: Response; text: string | null }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  return { response, text: await readText(response) };
}

/** Null when it is longer than any answer of a portal. */
async function readText(response: Response): Promise<string | null> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > MOST_BYTES) return null;
  }
  return text + decoder.decode();
}

function toPortalError({ status, headers }: Response, said: unknown): PortalError {
  const known = ErrorReply.safeParse(said).data?.error;
  const isPassing = isPassingStatus(status);
  const retryAfter = headers.get('retry-after');
  return new PortalError(
    known?.code ?? `HTTP_${status}`,
    known?.message ?? `The portal answered ${status}.`,
    {
      isPassing,
      retryAfterMs: isPassing && retryAfter !== null ? toMs(retryAfter) : null,
    },
  );
}

/** Seconds, or a date. */
function toMs(retryAfter: string): number | null {
  const seconds = Number(retryAfter);
  const ms = Number.isNaN(seconds) ? Date.parse(retryAfter) - Date.now() : seconds * 1000;
  return Number.isNaN(ms) ? null : clampMs(ms, 0, LONGEST_RETRY_MS);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
