import { NO_ANSWER } from '../user-message.ts';
import { reach } from './reach.ts';

/** What is done waits this long for its answer, what is read twice as long; reports may take their time. */
const DO_MS = 15_000;
const READ_MS = 30_000;
/** While nothing is heard of the portal. */
const UNHEARD_MS = 4000;

const UNREAD = 'The portal did not answer. Check the connection, then try again.';
const UNSURE = 'No answer from the portal. It may or may not have been done: look before doing it again.';

type Init = Omit<RequestInit, 'signal'> & { signal?: AbortSignal | null | undefined };
type Fetch = (url: RequestInfo | URL, init?: Init) => Promise<Response>;
type Send = (url: RequestInfo | URL, init: RequestInit) => Promise<Response>;
type Reach = Pick<typeof reach, 'isHeard' | 'onLoss' | 'doubt'>;

/** `fetch` that always ends: with an answer, or with words that say what is not known. Nothing waits for a connection. */
export function createPortalFetch(send: Send, { isHeard, onLoss, doubt }: Reach): Fetch {
  return async (url, init = {}) => {
    const isRead = (init.method ?? 'GET') === 'GET';
    const limit = new AbortController();
    const forward = (): void => limit.abort();
    init.signal?.addEventListener('abort', forward);
    let timer = setTimeout(forward, !isHeard() ? UNHEARD_MS : isRead ? READ_MS : DO_MS);
    const offLoss = onLoss(() => {
      clearTimeout(timer);
      timer = setTimeout(forward, UNHEARD_MS);
    });
    try {
      return await send(url, { ...init, signal: limit.signal });
    } catch (error) {
      if (init.signal?.aborted) throw error;
      doubt();
      throw Object.assign(new Error(isRead ? UNREAD : UNSURE), { name: NO_ANSWER });
    } finally {
      clearTimeout(timer);
      offLoss();
      init.signal?.removeEventListener('abort', forward);
    }
  };
}

export const portalFetch = createPortalFetch((url, init) => fetch(url, init), reach);

/** What is no procedure: signing in and out, a new password. */
export const postToPortal = (url: string, body: object): Promise<Response> =>
  portalFetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-lab-client': 'web' },
    body: JSON.stringify(body),
  });

/** A file of JSON as it is. */
export const sendToPortal = (url: string, file: File): Promise<Response> =>
  portalFetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-lab-client': 'web' },
    body: file,
  });
