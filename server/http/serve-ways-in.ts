import { ForgotInput, PasskeyAnswer, UseLinkInput, type SignInWay } from '@/shared/schemas/sign-in.ts';
import { CLIENT_ADDRESS_HEADER } from '../auth/config.ts';
import { takeUse } from '../auth/rate-limit.ts';
import { asked } from '../auth/audited-client.ts';
import { requireUser, type ServiceContext } from '../context.ts';
import { isServiceError, ServiceError } from '../errors.ts';
import { requireFreshSignIn } from '../fresh-sign-in.ts';
import {
  askForLink,
  beginProviderWay,
  enterByProvider,
  openProviderWay,
  readProviderAnswer,
  tieProvider,
  useSignInLink,
  whosePasskey,
} from '../modules/sign-ins/index.ts';
import { networkOf } from './client-address.ts';
import { contextOf } from './context-of.ts';
import type { Exchange, HttpDeps } from './deps.ts';
import { readJson, sendJson } from './respond.ts';

const MAX_BODY_BYTES = 16 * 1024;
const HOUR_MS = 3_600_000;
/** Of one network: mails that are asked for, and links that are tried. */
const ASKED = { max: 20, windowMs: HOUR_MS };

export type WayIn = { method: 'GET' | 'POST'; serve(deps: HttpDeps, exchange: Exchange): Promise<void> };

/** Ways in beside the password: what proves who somebody is lies in the module, the cookie is set here. */
export const WAYS_IN: Record<string, WayIn> = {
  '/forgot': {
    method: 'POST',
    async serve(deps, exchange) {
      const input = await readJson(exchange.req, MAX_BODY_BYTES, ForgotInput);
      const ctx = strangerAt(deps, exchange);
      await countUse(ctx, 'forgot', exchange);
      await askForLink(ctx, input);
      sendJson(exchange.res, 200, { asked: true });
    },
  },
  '/link': {
    method: 'POST',
    async serve(deps, exchange) {
      const input = await readJson(exchange.req, MAX_BODY_BYTES, UseLinkInput);
      const ctx = strangerAt(deps, exchange);
      await countUse(ctx, 'link', exchange);
      const { userId } = await useSignInLink(ctx, input);
      await letIn(deps, exchange, { userId, way: 'link', secondFactorAt: null });
      sendJson(exchange.res, 200, { entered: true });
    },
  },
  '/passkey': {
    method: 'POST',
    async serve(deps, exchange) {
      const input = await readJson(exchange.req, 32 * 1024, PasskeyAnswer);
      const ctx = strangerAt(deps, exchange);
      const { userId } = await whosePasskey(ctx, input, null);
      await letIn(deps, exchange, { userId, way: 'passkey', secondFactorAt: ctx.now() });
      sendJson(exchange.res, 200, { entered: true });
    },
  },
  '/provider': {
    method: 'GET',
    async serve(deps, exchange) {
      const ctx = strangerAt(deps, exchange);
      const next = exchange.url.searchParams.get('next')?.slice(0, 1000) ?? null;
      await backToDoor(exchange, async () => {
        await countUse(ctx, 'provider', exchange, WAYS_BEGUN);
        const { address, sealed } = await beginProviderWay(ctx, { next, tieUserId: null });
        exchange.res.setHeader('set-cookie', wayCookie(deps, sealed));
        return address;
      });
    },
  },
  /** Who is signed in goes to the service to tie their account: told as an answer, for a page posts it. */
  '/provider/tie': {
    method: 'POST',
    async serve(deps, exchange) {
      const ctx = await contextOf(deps, exchange);
      const { id } = requireUser(ctx);
      await requireFreshSignIn(ctx);
      const { address, sealed } = await beginProviderWay(ctx, { next: '/settings/account', tieUserId: id });
      exchange.res.setHeader('set-cookie', wayCookie(deps, sealed));
      sendJson(exchange.res, 200, { address });
    },
  },
  '/provider/callback': {
    method: 'GET',
    async serve(deps, exchange) {
      const ctx = strangerAt(deps, exchange);
      const { searchParams } = exchange.url;
      await backToDoor(exchange, async () => {
        exchange.res.setHeader('set-cookie', wayCookie(deps, ''));
        const sealed = WAY_COOKIE.exec(exchange.req.headers.cookie ?? '')?.[1] ?? null;
        const way = openProviderWay(ctx, sealed, searchParams.get('state'));
        const code = searchParams.get('code');
        if (code === null) return '/sign-in?refused=cancelled';
        const answer = await readProviderAnswer(ctx, way, { code, iss: searchParams.get('iss') });
        if (way.tieUserId !== null) {
          const own = await contextOf(deps, exchange);
          if (requireUser(own).id !== way.tieUserId) return '/sign-in?refused=lost';
          await tieProvider(own, answer);
          return '/settings/account';
        }
        const entered = await enterByProvider(ctx, answer);
        if ('refusal' in entered) return `/sign-in?refused=${entered.refusal}`;
        await letIn(deps, exchange, { userId: entered.userId, way: 'provider', secondFactorAt: null });
        return way.next === null ? '/sign-in' : `/sign-in?next=${encodeURIComponent(way.next)}`;
      });
    },
  },
};

const WAYS_BEGUN = { max: 60, windowMs: HOUR_MS };
const WAY_COOKIE = /(?:^|;\s*)espalier\.provider=([\w-]{1,3000})(?:;|$)/;
/** Of the browser that went to the service: nobody else's answer is taken for its own. Empty: taken away. */
const wayCookie = ({ url }: HttpDeps, sealed: string): string =>
  `espalier.provider=${sealed}; Path=/api/auth/provider; HttpOnly; SameSite=Lax; Max-Age=${sealed === '' ? 0 : 600}${
    url.startsWith('https:') ? '; Secure' : ''
  }`;

/** A browser that came by an address goes on to a page, whatever comes of it; which one never comes from outside. */
async function backToDoor({ res, requestId }: Exchange, work: () => Promise<string>): Promise<void> {
  const location = await work().catch((error: unknown) => {
    if (!isServiceError(error)) throw error;
    const reason = { VALIDATION: 'lost', CONFLICT: 'tied', LIMIT_EXCEEDED: 'often' } as Record<
      string,
      string
    >;
    return `/sign-in?refused=${reason[error.code] ?? 'away'}&request=${requestId}`;
  });
  res.writeHead(303, { location, 'cache-control': 'no-store' });
  res.end();
}

const strangerAt = (deps: HttpDeps, { requestId }: Exchange): ServiceContext =>
  deps.makeContext({ kind: 'anonymous', name: 'Somebody who is not signed in' }, requestId);

async function countUse(
  ctx: ServiceContext,
  what: string,
  { address }: Exchange,
  limit = ASKED,
): Promise<void> {
  const key = `${what}:${networkOf(address)}`;
  const { count, retryAfterMs } = await takeUse(ctx.db, key, limit, ctx.now().getTime());
  if (count <= limit.max) return;
  throw new ServiceError('LIMIT_EXCEEDED', 'Asked too often from where you are. Try again in an hour.', {
    details: { retryAfterMs },
  });
}

/** Makes the sign-in, with its audit row, and puts its cookie into the answer. */
async function letIn(
  { auth }: HttpDeps,
  { req, res, address, requestId }: Exchange,
  body: { userId: string; way: SignInWay; secondFactorAt: Date | null },
): Promise<void> {
  const headers = new Headers({ [CLIENT_ADDRESS_HEADER]: networkOf(address) });
  const userAgent = req.headers['user-agent'];
  if (userAgent) headers.set('user-agent', userAgent);
  const { headers: answered } = await asked.run({ path: `/${body.way}`, requestId }, () =>
    auth.api.enter({ body, headers, returnHeaders: true }),
  );
  res.appendHeader('set-cookie', answered.getSetCookie());
}
