import type * as z from 'zod';

/** The portal answered with an error, or (code `UNREACHABLE`) did not answer. */
export class PortalError extends Error {
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PortalError';
    this.code = code;
  }
}

const TIMEOUT_MS = 10_000;

/** One JSON question to the portal. Throws `PortalError`. */
export async function postJson<S extends z.ZodType>(
  url: string,
  body: object,
  reply: S,
): Promise<z.output<S>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: unknown) => {
    throw new PortalError('UNREACHABLE', `${new URL(url).origin} does not answer.`, { cause: error });
  });
  const text = await response.text();
  if (!response.ok) throw toPortalError(response.status, text);
  const parsed = reply.safeParse(parseJson(text));
  if (!parsed.success)
    throw new PortalError('UNREACHABLE', `${url} did not answer as an Espalier portal does.`);
  return parsed.data;
}

function toPortalError(status: number, text: string): PortalError {
  const body = parseJson(text) as { error?: { code?: unknown; message?: unknown } } | null;
  const { code, message } = body?.error ?? {};
  return new PortalError(
    typeof code === 'string' ? code : `HTTP_${status}`,
    typeof message === 'string' ? message : `The portal answered ${status}.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
