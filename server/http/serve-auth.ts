import { fromNodeHeaders } from 'better-auth/node';
import { CLIENT_ADDRESS_HEADER } from '../auth/config.ts';
import { giveBackUse, takeUse } from '../auth/rate-limit.ts';
import { ServiceError } from '../errors.ts';
import type { Exchange, HttpDeps, Route } from './deps.ts';
import { readBody } from './respond.ts';

const PREFIX = '/api/auth';
const SIGN_IN = '/sign-in/email';
// People, roles and names are the team module's business, with its audit.
const OFFERED = new Set([
  SIGN_IN,
  '/sign-out',
  '/get-session',
  '/change-password',
  '/list-sessions',
  '/revoke-session',
  '/revoke-sessions',
  '/revoke-other-sessions',
]);
const SIGN_IN_LIMIT = { max: 5, windowMs: 15 * 60_000 };
const MAX_BODY_BYTES = 16 * 1024;

export const serveAuth: Route = async (deps, exchange) => {
  const path = exchange.url.pathname.slice(PREFIX.length);
  if (!OFFERED.has(path)) throw new ServiceError('NOT_FOUND', 'There is nothing at this address.');
  const request = await toRequest(deps, exchange);
  if (path !== SIGN_IN) return send(exchange, await deps.auth.handler(request));
  const { db } = deps.makeContext({ kind: 'system', name: 'sign-in' });
  const key = `sign-in:${exchange.address}`;
  const { allowed, retryAfterMs } = await takeUse(db, key, SIGN_IN_LIMIT);
  if (!allowed) {
    const minutes = Math.ceil(retryAfterMs / 60_000);
    const message = `Too many failed sign-ins from this address. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`;
    throw new ServiceError('LIMIT_EXCEEDED', message, { details: { retryAfterMs } });
  }
  const response = await deps.auth.handler(request);
  if (response.ok) await giveBackUse(db, key);
  await send(exchange, response);
};

async function toRequest({ url: portalUrl }: HttpDeps, { req, url, address }: Exchange): Promise<Request> {
  const headers = fromNodeHeaders(req.headers);
  for (const name of ['x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-for']) headers.delete(name);
  headers.set(CLIENT_ADDRESS_HEADER, address);
  const method = req.method ?? 'GET';
  const body = method === 'GET' ? null : await readBody(req, MAX_BODY_BYTES);
  return new Request(new URL(url.pathname + url.search, portalUrl), {
    method,
    headers,
    ...(body && body.length > 0 ? { body: new Uint8Array(body) } : {}),
  });
}

async function send({ res }: Exchange, response: Response): Promise<void> {
  response.headers.forEach((value, name) => {
    if (name !== 'set-cookie') res.setHeader(name, value);
  });
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) res.setHeader('set-cookie', cookies);
  res.setHeader('cache-control', 'no-store');
  res.writeHead(response.status);
  res.end(Buffer.from(await response.arrayBuffer()));
}
