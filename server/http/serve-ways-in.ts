import { ForgotInput, UseLinkInput, type SignInWay } from '@/shared/schemas/sign-in.ts';
import { CLIENT_ADDRESS_HEADER } from '../auth/config.ts';
import { takeUse } from '../auth/rate-limit.ts';
import { asked } from '../auth/audited-client.ts';
import type { ServiceContext } from '../context.ts';
import { ServiceError } from '../errors.ts';
import { askForLink, useSignInLink } from '../modules/sign-ins/index.ts';
import { networkOf } from './client-address.ts';
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
};

const strangerAt = (deps: HttpDeps, { requestId }: Exchange): ServiceContext =>
  deps.makeContext({ kind: 'anonymous', name: 'Somebody who is not signed in' }, requestId);

async function countUse(ctx: ServiceContext, what: string, { address }: Exchange): Promise<void> {
  const key = `${what}:${networkOf(address)}`;
  const { count, retryAfterMs } = await takeUse(ctx.db, key, ASKED, ctx.now().getTime());
  if (count <= ASKED.max) return;
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
  res.setHeader('set-cookie', answered.getSetCookie());
}
