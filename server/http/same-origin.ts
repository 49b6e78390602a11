import type { IncomingMessage } from 'node:http';
import { ServiceError } from '../errors.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
// What a foreign page can send without asking first (no preflight).
const FORM_TYPES =
  /^(multipart\/form-data|application\/x-www-form-urlencoded|application\/octet-stream|text\/plain)\b/i;

type Headers = IncomingMessage['headers'];

/**
 * The gate against foreign pages that use a visitor's cookie: a write comes from one of the portal's own origins.
 * A browser that says so in `Sec-Fetch-Site` must say same-origin; without it `Origin` has to be there; a client
 * that sends neither is refused. Throws FORBIDDEN.
 */
export function requireSameOrigin(method: string, headers: Headers, allowed: readonly string[]): void {
  if (SAFE_METHODS.has(method)) return;
  const { origin, 'sec-fetch-site': site } = headers;
  if (site !== undefined && site !== 'same-origin') throw foreign();
  if (origin === undefined && site === undefined) {
    throw new ServiceError(
      'FORBIDDEN',
      'A request that changes something has to say where it comes from (Origin).',
    );
  }
  if (origin !== undefined && !allowed.includes(origin)) {
    throw new ServiceError(
      'FORBIDDEN',
      `This portal is reached at ${allowed[0] ?? 'another address'}, not at ${origin}. Open it there, or set ESPALIER_URL to the address people use.`,
    );
  }
  if (FORM_TYPES.test(headers['content-type'] ?? '')) {
    throw new ServiceError('FORBIDDEN', 'This interface takes JSON only.');
  }
}

/** Agents are no browsers: no page may speak for one. Throws FORBIDDEN. */
export function requireNoBrowser(headers: Headers): void {
  if (headers.origin === undefined && headers.cookie === undefined && headers['sec-fetch-site'] === undefined)
    return;
  throw new ServiceError('FORBIDDEN', 'Only agents use this address.');
}

const foreign = () => new ServiceError('FORBIDDEN', 'This request came from another site and was refused.');
