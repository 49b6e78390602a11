import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isServiceError, ServiceError } from '../errors.ts';
import { translatePrismaError } from '../prisma-errors.ts';
import { clientAddress } from './client-address.ts';
import type { Exchange, Handler, HttpDeps, Route } from './deps.ts';
import { sendError } from './respond.ts';
import { requireSameOrigin } from './same-origin.ts';
import { addSecurityHeaders } from './security-headers.ts';
import { serveAgentChallenge, serveAgentJoin } from './serve-agent-join.ts';
import { serveAgentBundle, serveDemoModel } from './serve-agent-files.ts';
import { serveAuth } from './serve-auth.ts';
import { serveHealth, serveReady } from './serve-health.ts';
import { serveTrpc } from './serve-trpc.ts';
import { serveUsageCsv } from './serve-usage-csv.ts';

type Entry = { path: string; methods: string[]; route: Route; isForAgents?: boolean };

const GET = ['GET', 'HEAD'];
/** A path that ends in `/` covers what is below it. */
const ROUTES: Entry[] = [
  { path: '/api/trpc/', methods: ['GET', 'POST'], route: serveTrpc },
  { path: '/api/auth/', methods: ['GET', 'POST'], route: serveAuth },
  { path: '/api/agent/join', methods: ['POST'], route: serveAgentJoin, isForAgents: true },
  { path: '/api/agent/challenge', methods: ['POST'], route: serveAgentChallenge, isForAgents: true },
  { path: '/api/health', methods: GET, route: serveHealth },
  { path: '/api/ready', methods: GET, route: serveReady },
  { path: '/api/reports/usage.csv', methods: ['GET'], route: serveUsageCsv },
  { path: '/agent/agent.mjs', methods: GET, route: serveAgentBundle },
  { path: '/agent/models/espalier-demo/', methods: GET, route: serveDemoModel },
];

const findEntry = (pathname: string) =>
  ROUTES.find(({ path }) => (path.endsWith('/') ? pathname.startsWith(path) : pathname === path));

/** Everything the portal answers over HTTP: its own addresses above, and pages for the rest. */
export function createHandler(deps: HttpDeps): Handler {
  const isHttps = deps.url.startsWith('https:');
  return async (req, res) => {
    const requestId = randomUUID();
    res.setHeader('x-request-id', requestId);
    addSecurityHeaders(res, { isProduction: deps.isProduction, isHttps });
    try {
      await serve(deps, req, res, requestId);
    } catch (error) {
      const known = translatePrismaError(error);
      const { logger } = deps.makeContext({ kind: 'system', name: 'http' }, requestId);
      const about = { method: req.method, path: req.url?.split('?')[0] };
      if (isServiceError(known)) logger.info({ ...about, code: known.code }, known.message);
      else logger.error({ ...about, err: known }, 'request failed');
      sendError(res, known);
    }
  };
}

async function serve(
  deps: HttpDeps,
  req: IncomingMessage,
  res: ServerResponse,
  requestId: string,
): Promise<void> {
  const url = parseUrl(req.url ?? '/');
  const method = req.method ?? 'GET';
  const entry = findEntry(url.pathname);
  if (!entry?.isForAgents) requireSameOrigin(method, req.headers, deps.origins);
  if (!entry) {
    // What is under /api is ours alone: no page may answer there by accident.
    if (url.pathname.startsWith('/api/'))
      throw new ServiceError('NOT_FOUND', 'There is nothing at this address.');
    await deps.servePage(req, res);
    return;
  }
  if (!entry.methods.includes(method)) {
    res.setHeader('allow', entry.methods.join(', '));
    throw new ServiceError('VALIDATION', `This address takes ${entry.methods.join(' or ')}.`);
  }
  const exchange: Exchange = { req, res, url, address: clientAddress(req), requestId };
  await entry.route(deps, exchange);
}

function parseUrl(target: string): URL {
  const url = URL.parse(target, 'http://portal.invalid');
  if (url) return url;
  throw new ServiceError('VALIDATION', 'That is not an address.');
}
