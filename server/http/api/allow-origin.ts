import type { ServiceContext } from '../../context.ts';
import { readApiOrigins } from '../../modules/api-keys/index.ts';
import type { Exchange } from '../deps.ts';

const KEEP_SECONDS = '600';

/**
 * Whether a page of another site may read the answer: on every answer, a refusal too, or a browser hides why. A key is
 * no cookie: nothing is allowed to whoever has none.
 */
export async function allowOrigin(
  ctx: ServiceContext,
  { req, res }: Pick<Exchange, 'req' | 'res'>,
): Promise<void> {
  res.setHeader('vary', 'Origin');
  const { origin } = req.headers;
  if (origin === undefined) return;
  const origins = await readApiOrigins(ctx);
  if (!origins.includes('*') && !origins.includes(origin)) return;
  res.setHeader('access-control-allow-origin', origins.includes('*') ? '*' : origin);
  res.setHeader('access-control-expose-headers', 'x-request-id, retry-after');
  res.setHeader('cross-origin-resource-policy', 'cross-origin');
}

/** A browser asks before it asks, without a key. */
export function answerPreflight({ req, res }: Pick<Exchange, 'req' | 'res'>): void {
  if (res.hasHeader('access-control-allow-origin')) {
    res.setHeader('access-control-allow-methods', 'GET, POST, DELETE');
    const wanted = [req.headers['access-control-request-headers'] ?? 'authorization, content-type'].join(',');
    res.setHeader('access-control-allow-headers', wanted.replace(/[^\w\-, ]/g, ''));
    res.setHeader('access-control-max-age', KEEP_SECONDS);
  }
  res.writeHead(204).end();
}
