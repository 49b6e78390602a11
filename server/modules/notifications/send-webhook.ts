import type { IncomingMessage } from 'node:http';
import type { ServiceContext } from '../../context.ts';
import { isServiceError } from '../../errors.ts';
import { checkUrl, pinAddress, type Pinned } from './outside-address.ts';
import { type Limits, type Outcome, type Parcel, withinLimits } from './parcel.ts';
import { requestPinned } from './request-pinned.ts';
import { openSecret, signatureOf } from './webhook-secret.ts';

const WORDS: Record<string, string> = {
  ENOTFOUND: 'nobody knows this name',
  EAI_AGAIN: 'nobody knows this name just now',
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the other side hung up',
};

/** Signed, once, to exactly the address that was looked at; a redirect is an answer like any other and not followed. */
export async function sendWebhook(
  ctx: ServiceContext,
  parcel: Parcel,
  { stopping, webhookMs }: Limits,
): Promise<Outcome> {
  const { webhook, notification } = parcel;
  if (!webhook || webhook.disabledAt) return { isFinal: true, answer: 'This webhook was taken away.' };
  const secret = openSecret(ctx, webhook.sealedSecret);
  if (secret === null)
    return {
      isFinal: true,
      answer: 'Its secret was sealed by another ESPALIER_SECRET. Take the webhook away and add it again.',
    };
  const body = JSON.stringify({
    id: notification.id,
    kind: notification.kind,
    at: notification.createdAt.toISOString(),
    title: notification.title,
    text: notification.text,
    url: notification.link === null ? null : ctx.portal.url + notification.link,
    person: { id: notification.personId, name: notification.person.name },
  });
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': 'Espalier',
    'espalier-event': notification.kind,
    'espalier-delivery': parcel.id,
    // The same each time it is tried, so that who gets it twice knows.
    'idempotency-key': parcel.id,
    'espalier-signature': signatureOf(secret, body, ctx.now()),
  };
  const gone = new AbortController();
  const startedMs = performance.now();
  try {
    const url = checkUrl(webhook.url);
    const posting = pinAddress(ctx, url).then((pinned) => post(url, pinned, headers, body, gone.signal));
    const status = await withinLimits(posting, webhookMs, stopping);
    const answer = `${status} in ${Math.round(performance.now() - startedMs)} ms`;
    if (status >= 200 && status < 300) return { isSent: true, answer };
    const redirect = status >= 300 && status < 400;
    return { isFinal: false, answer: redirect ? `${answer}; redirects are not followed` : answer };
  } catch (error) {
    if (stopping.aborted) throw error;
    if (isServiceError(error)) return { isFinal: true, answer: error.message };
    const { code, message } = error as NodeJS.ErrnoException;
    return {
      isFinal: false,
      answer: code ? `${WORDS[code] ?? 'it could not be reached'} (${code})` : message,
    };
  } finally {
    gone.abort();
  }
}

/** Only its status is read: what the other side says may not be for who wrote its address. */
function post(
  url: URL,
  pinned: Pinned,
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const answered = (response: IncomingMessage): void => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    };
    const request = requestPinned(url, pinned, { method: 'POST', headers, signal }, answered);
    request.on('error', reject);
    request.end(body);
  });
}
