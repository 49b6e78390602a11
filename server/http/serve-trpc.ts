import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http';
import { fromNodeHeaders } from 'better-auth/node';
import { QUERIES_AT_ONCE } from '@/shared/domain/queries-at-once.ts';
import { viewerOf } from '../auth/viewer.ts';
import { toTrpcError } from '../trpc/init.ts';
import { appRouter } from '../trpc/root.ts';
import type { Route } from './deps.ts';
import { readBody } from './respond.ts';

const PREFIX = '/api/trpc/';
const MAX_BODY_BYTES = 256 * 1024;

export const serveTrpc: Route = async (deps, { req, res, url, requestId }) => {
  res.setHeader('cache-control', 'no-store');
  // Read here as everywhere: tRPC's own reading waits for ever when who asked goes away in the middle.
  const body = req.method === 'POST' ? (await readBody(req, MAX_BODY_BYTES)).toString('utf8') : undefined;
  await nodeHTTPRequestHandler({
    req: Object.assign(req, { body }),
    res,
    path: decodeURIComponent(url.pathname.slice(PREFIX.length)),
    router: appRouter,
    maxBatchSize: QUERIES_AT_ONCE,
    responseMeta: ({ errors }) =>
      errors.some((it) => it.code === 'METHOD_NOT_SUPPORTED')
        ? { headers: { allow: req.method === 'GET' ? 'POST' : 'GET' } }
        : {},
    createContext: async () => {
      const system = deps.makeContext({ kind: 'system', name: 'http' }, requestId);
      const actor = viewerOf(deps.auth, system, fromNodeHeaders(req.headers));
      return deps.makeContext(await actor.catch(throwMapped), requestId);
    },
    onError: ({ error, ctx, path }) => {
      // Without a context nothing of the router has run, so nothing else has logged it.
      if (ctx || error.code !== 'INTERNAL_SERVER_ERROR') return;
      deps
        .makeContext({ kind: 'system', name: 'http' }, requestId)
        .logger.error({ procedure: path, err: error }, 'request failed');
    },
  });
};

const throwMapped = (error: unknown): never => {
  throw toTrpcError(error);
};
