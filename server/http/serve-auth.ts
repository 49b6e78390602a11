import { fromNodeHeaders } from 'better-auth/node';
import * as z from 'zod';
import { ChangePasswordInput, SignInInput } from '@/shared/schemas/member.ts';
import { Text } from '@/shared/schemas/text.ts';
import { actorOf } from '../auth/actor.ts';
import { asked } from '../auth/audited-client.ts';
import { CLIENT_ADDRESS_HEADER } from '../auth/config.ts';
import { countWrongPassword, requireTriesLeft } from '../auth/sign-in-limits.ts';
import { createTurns } from '../auth/turns.ts';
import { checkPassword } from '../modules/team/index.ts';
import { ServiceError } from '../errors.ts';
import { singleton } from '../singleton.ts';
import { networkOf } from './client-address.ts';
import type { Exchange, HttpDeps, Route } from './deps.ts';
import { readJson, requireMethod } from './respond.ts';
import { WAYS_IN } from './serve-ways-in.ts';

const PREFIX = '/api/auth';
const MAX_BODY_BYTES = 16 * 1024;

/** `wrong`: how better-auth answers a wrong password. */
type Offer = { method: 'GET' | 'POST'; body?: z.ZodType; wrong?: number };

// People, roles and names are the team module's business, with its audit.
const OFFERED = new Map<string, Offer>([
  ['/sign-in/email', { method: 'POST', body: SignInInput, wrong: 401 }],
  ['/change-password', { method: 'POST', body: ChangePasswordInput, wrong: 400 }],
  ['/revoke-session', { method: 'POST', body: z.object({ token: Text.max(200) }) }],
  ['/revoke-sessions', { method: 'POST' }],
  ['/revoke-other-sessions', { method: 'POST' }],
  ['/sign-out', { method: 'POST' }],
  ['/get-session', { method: 'GET' }],
]);

/*
 * Wrong passwords are counted once they are known to be wrong, so that a right one at the same moment is never
 * refused for them; this many from one network are tried at a time, so that a flood of them ends at the limits.
 */
const inTurn = singleton('sign-in-turns', () => createTurns({ atOnce: 8, waiting: 200 }));

export const serveAuth: Route = async (deps, exchange) => {
  const path = exchange.url.pathname.slice(PREFIX.length);
  const way = Object.hasOwn(WAYS_IN, path) ? WAYS_IN[path] : undefined;
  if (way) {
    requireMethod(exchange, [way.method]);
    return way.serve(deps, exchange);
  }
  const offer = OFFERED.get(path);
  if (!offer) throw new ServiceError('NOT_FOUND', 'There is nothing at this address.');
  requireMethod(exchange, [offer.method]);
  const body: unknown = offer.body ? await readJson(exchange.req, MAX_BODY_BYTES, offer.body) : {};
  const request = toRequest(deps, exchange, offer.method, body);
  const secondFactorAt = NEEDS_NOBODY.has(path) ? null : await requireIn(deps, request);
  const about = { path, requestId: exchange.requestId, secondFactorAt };
  const ask = () => asked.run(about, () => deps.auth.handler(request));
  const email = offer.wrong === undefined ? null : await accountOf(deps, request, body);
  if (email === null) return send(exchange, await ask());
  const chosen = ChangePasswordInput.safeParse(body);
  if (chosen.success) await checkPassword(chosen.data.newPassword, [email]);
  const network = networkOf(exchange.address);
  const somebody = { kind: 'anonymous', name: 'Somebody who is not signed in' } as const;
  const ctx = deps.makeContext(somebody, exchange.requestId);
  const response = await inTurn(network, async () => {
    await requireTriesLeft(ctx, { email, network });
    const answer = await ask();
    if (answer.status === offer.wrong) await countWrongPassword(ctx, { email, network });
    return answer;
  });
  await send(exchange, response);
};

const NEEDS_NOBODY = new Set(['/sign-in/email', '/sign-out', '/get-session']);

/**
 * What better-auth would do for any sign-in there is, is done only for one that counts: not run out, and with the
 * second factor where it is asked for. Gives when that was given. Throws UNAUTHORIZED.
 */
async function requireIn({ auth }: HttpDeps, { headers }: Request): Promise<Date | null> {
  const actor = await actorOf(auth, headers);
  if (actor.kind !== 'user' || actor.signInId === undefined)
    throw new ServiceError('UNAUTHORIZED', 'Sign in first.');
  const signIn = await auth.rows.db.signIn.findUnique({ where: { id: actor.signInId } });
  return signIn?.secondFactorAt ?? null;
}

/** Whose password is given: who signs in, or who is signed in already; null when nobody is. */
async function accountOf({ auth }: HttpDeps, { headers }: Request, body: unknown): Promise<string | null> {
  const signIn = SignInInput.safeParse(body);
  return signIn.data?.email ?? (await auth.api.getSession({ headers }))?.user.email ?? null;
}

/** Only what was looked at is passed on: its own headers and body, and nothing that asks for a redirect. */
function toRequest(
  { url: portalUrl }: HttpDeps,
  { req, url, address }: Exchange,
  method: string,
  body: unknown,
): Request {
  const headers = fromNodeHeaders(req.headers);
  for (const name of ['x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-for', 'content-length'])
    headers.delete(name);
  headers.set(CLIENT_ADDRESS_HEADER, networkOf(address));
  headers.set('content-type', 'application/json');
  return new Request(new URL(url.pathname, portalUrl), {
    method,
    headers,
    ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
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
