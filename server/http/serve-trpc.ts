import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http';
import { fromNodeHeaders } from 'better-auth/node';
import { QUERIES_AT_ONCE } from '@/shared/domain/queries-at-once.ts';
import { actorOf } from '../auth/actor.ts';
import { appRouter } from '../trpc/root.ts';
import type { Route } from './deps.ts';

const PREFIX = '/api/trpc/';
const MAX_BODY_BYTES = 256 * 1024;

export const serveTrpc: Route = async (deps, { req, res, url, requestId }) => {
  res.setHeader('cache-control', 'no-store');
  await nodeHTTPRequestHandler({
    req,
    res,
    path: decodeURIComponent(url.pathname.slice(PREFIX.length)),
    router: appRouter,
    maxBatchSize: QUERIES_AT_ONCE,
    maxBodySize: MAX_BODY_BYTES,
    createContext: async () =>
      deps.makeContext(await actorOf(deps.auth, fromNodeHeaders(req.headers)), requestId),
    onError: ({ error, ctx, path }) => {
      // Without a context nothing of the router has run, so nothing else has logged it.
      if (ctx || error.code !== 'INTERNAL_SERVER_ERROR') return;
      deps
        .makeContext({ kind: 'system', name: 'http' }, requestId)
        .logger.error({ procedure: path, err: error }, 'request failed');
    },
  });
};
