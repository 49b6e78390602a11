import { ServiceError } from '../../errors.ts';

/*
 * Reading from Hugging Face, or the mirror that the lab has set: that origin only, redirects only to itself and to the
 * hosts its files lie on, each answer with an end and all of them with one deadline.
 */

const MOST_REDIRECTS = 5;
/** Where huggingface.co keeps files. A mirror serves its own. */
const FILE_HOSTS = /(^|\.)(huggingface\.co|hf\.co)$/;

export type Hub = { base: URL; signal: AbortSignal };

export function openHub(url: string, deadlineMs: number): Hub {
  return { base: new URL(url), signal: AbortSignal.timeout(deadlineMs) };
}

/** May the portal go there? Only to where it set out for, and for files to the hosts of huggingface.co itself. */
export function isAllowed(base: URL, target: URL): boolean {
  if (target.username !== '' || target.password !== '') return false;
  if (target.origin === base.origin) return true;
  return (
    base.hostname === 'huggingface.co' &&
    target.protocol === 'https:' &&
    target.port === '' &&
    FILE_HOSTS.test(target.hostname)
  );
}

type Wanted = { path: string; mostBytes: number; from?: number; to?: number };

/** The bytes of a file, or of a part of it; null when there is no such file. Throws with a sentence. */
export async function readHubFile(hub: Hub, { path, mostBytes, from, to }: Wanted): Promise<Buffer | null> {
  const isPart = from !== undefined && to !== undefined;
  const response = await get(hub, new URL(path, hub.base), isPart ? { range: `bytes=${from}-${to}` } : {});
  try {
    if (response.status === 404) return null;
    checkStatus(response.status, hub);
    // Who doesn't know ranges sends everything: what was asked for is cut out of its beginning.
    const skip = isPart && response.status === 200 ? from : 0;
    const wanted = isPart ? to - from + 1 : mostBytes;
    const bytes = await readAtMost(hub, response, skip + wanted, isPart);
    return bytes.subarray(skip);
  } finally {
    await response.body?.cancel().catch(() => {});
  }
}

async function get(hub: Hub, first: URL, headers: Record<string, string>): Promise<Response> {
  let url = first;
  for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
    if (!isAllowed(hub.base, url)) {
      throw new ServiceError(
        'UNAVAILABLE',
        `${hub.base.hostname} sends on to ${url.hostname}, where this portal does not go.`,
      );
    }
    const response = await fetchOnce(hub, url, headers);
    const next = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
    if (next === null) return response;
    await response.body?.cancel().catch(() => {});
    if (!URL.canParse(next, url)) break;
    url = new URL(next, url);
  }
  throw new ServiceError(
    'UNAVAILABLE',
    `${hub.base.hostname} sends from one address to the next without an end.`,
  );
}

async function fetchOnce(hub: Hub, url: URL, headers: Record<string, string>): Promise<Response> {
  try {
    return await fetch(url, { redirect: 'manual', signal: hub.signal, headers });
  } catch (error) {
    throw broken(hub, error);
  }
}

const broken = (hub: Hub, cause: unknown): ServiceError =>
  hub.signal.aborted
    ? tooSlow(hub)
    : new ServiceError(
        'UNAVAILABLE',
        `The portal can't reach ${hub.base.hostname}; it may be offline. Paste the model's config.json instead.`,
        { cause },
      );

const tooSlow = ({ base }: Hub): ServiceError =>
  new ServiceError(
    'UNAVAILABLE',
    `${base.hostname} took too long. Try again, or paste the model's config.json.`,
  );

function checkStatus(status: number, { base }: Hub): void {
  if (status === 200 || status === 206) return;
  if (status === 401 || status === 403) {
    throw new ServiceError(
      'NOT_FOUND',
      `${base.hostname} gives this model only to people who signed in and took its licence, or there is none of that name. Paste its config.json instead.`,
    );
  }
  if (status === 429)
    throw new ServiceError('UNAVAILABLE', `${base.hostname} asks to wait. Try again in a few minutes.`);
  throw new ServiceError('UNAVAILABLE', `${base.hostname} answered ${status}. Try again later.`);
}

/** As many bytes; of a part more is not read, of a whole file more is refused. */
async function readAtMost(hub: Hub, response: Response, most: number, isPart: boolean): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  if (response.body) {
    const reader = response.body.getReader();
    try {
      while (size < most || !isPart) {
        const { done, value } = await reader.read().catch((error: unknown) => {
          throw broken(hub, error);
        });
        if (done) break;
        pieces.push(value as Uint8Array);
        size += (value as Uint8Array).length;
        if (size > most && !isPart)
          throw new ServiceError('VALIDATION', 'A file of this model is larger than such a file can be.');
      }
    } finally {
      await reader.cancel().catch(() => {});
      reader.releaseLock();
    }
  }
  return Buffer.concat(pieces).subarray(0, most);
}
