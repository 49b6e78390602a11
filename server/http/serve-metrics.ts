import { PROMETHEUS_TYPE } from '@/shared/domain/prometheus-text.ts';
import { ServiceError } from '../errors.ts';
import { isMetricsToken, readMetricsText } from '../modules/exposition/index.ts';
import { countWrong } from './count-wrong.ts';
import type { Route } from './deps.ts';

/** What a Prometheus reads, with a token of its own: no key and no sign-in counts here. */
export const serveMetrics: Route = async (deps, { req, res, address, requestId }) => {
  const ctx = deps.makeContext({ kind: 'system', name: 'metrics' }, requestId);
  const secret = /^Bearer ([\w-]{20,100})$/.exec(req.headers.authorization ?? '')?.[1];
  if (secret === undefined || !(await isMetricsToken(ctx, secret))) {
    const words = 'Too many wrong tokens. Ask again in a few minutes.';
    await countWrong(ctx, { what: 'metrics', address, words });
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
