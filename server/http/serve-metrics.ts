import { PROMETHEUS_TYPE } from '@/shared/domain/prometheus-text.ts';
import { takeUse } from '../auth/rate-limit.ts';
import { ServiceError } from '../errors.ts';
import { isMetricsToken, readMetricsText } from '../modules/exposition/index.ts';
import { networkOf } from './client-address.ts';
import type { Route } from './deps.ts';

const WRONG = { max: 60, windowMs: 10 * 60_000 };

/** What a Prometheus reads, with a token of its own: no key and no sign-in counts here. */
export const serveMetrics: Route = async (deps, { req, res, address, requestId }) => {
  const ctx = deps.makeContext({ kind: 'system', name: 'metrics' }, requestId);
  const secret = /^Bearer ([\w-]{20,100})$/.exec(req.headers.authorization ?? '')?.[1];
  if (secret === undefined || !(await isMetricsToken(ctx, secret))) {
    const { count, retryAfterMs } = await takeUse(
      ctx.db,
      `metrics:${networkOf(address)}`,
      WRONG,
      ctx.now().getTime(),
    );
    if (count > WRONG.max)
      throw new ServiceError('LIMIT_EXCEEDED', 'Too many wrong tokens. Ask again in a few minutes.', {
        details: { retryAfterMs },
      });
    res.setHeader('www-authenticate', 'Bearer');
    throw new ServiceError(
      'UNAUTHORIZED',
      'Send a metrics token as “Authorization: Bearer …”. An admin makes one under Settings → API → Prometheus.',
    );
  }
  const text = await readMetricsText(ctx);
  res.writeHead(200, {
    'content-type': PROMETHEUS_TYPE,
    'content-length': String(Buffer.byteLength(text)),
    'cache-control': 'no-store',
  });
  res.end(req.method === 'HEAD' ? undefined : text);
};
