import type { IncomingMessage } from 'node:http';
import type { ServiceContext } from '../../context.ts';
import { isServiceError, ServiceError } from '../../errors.ts';
import { checkUrl, hostOf, pinAddress, requestPinned } from '../notifications/index.ts';

const PATIENCE_MS = 5000;
const MOST_BYTES = 1_000_000;

type Ask = { form?: Record<string, string>; authorization?: string };

/** `https`, unless who runs the portal has named the host as one inside. Throws VALIDATION. */
export function checkServiceUrl({ outbound }: ServiceContext, text: string): URL {
  const url = checkUrl(text);
  if (url.protocol === 'https:' || outbound.allowPrivateHosts.includes(hostOf(url))) return url;
  throw new ServiceError('VALIDATION', 'A sign-in service is asked over https alone.');
}

/**
 * What the service answers, as JSON: from exactly the address that was looked at, with no redirect followed, within
 * 5 s and 1 MB. Throws UNAVAILABLE in words.
 */
export async function askService(
  ctx: ServiceContext,
  address: string,
  { form, authorization }: Ask = {},
): Promise<unknown> {
  const url = checkServiceUrl(ctx, address);
  const body = form && new URLSearchParams(form).toString();
  const headers = {
    accept: 'application/json',
    'user-agent': 'Espalier',
    ...(authorization !== undefined && { authorization }),
    ...(body !== undefined && {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(Buffer.byteLength(body)),
    }),
  };
  try {
    const pinned = await pinAddress(ctx, url);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const given = {
        method: body === undefined ? 'GET' : 'POST',
        headers,
        signal: AbortSignal.timeout(PATIENCE_MS),
      };
      requestPinned(url, pinned, given, resolve).on('error', reject).end(body);
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) throw new Error('it answered more than 1 MB');
      chunks.push(chunk);
    }
    const status = response.statusCode ?? 0;
    if (status !== 200) throw new Error(`it answered ${status}`);
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    if (isServiceError(error)) throw error;
    const reason = error instanceof SyntaxError ? 'it answered what is no JSON' : (error as Error).message;
    throw new ServiceError(
      'UNAVAILABLE',
      `The sign-in service at ${hostOf(url)} could not be asked: ${reason}.`,
    );
  }
}
