import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { askedFrom } from '../asked-from.ts';
import { isServiceError, ServiceError } from '../errors.ts';
import { translatePrismaError } from '../prisma-errors.ts';
import { serveApi } from './api/serve-api.ts';
import { clientAddress } from './client-address.ts';
import type { Handler, HttpDeps, Route } from './deps.ts';
import { withPageClock } from './page-clock.ts';
import { parseTarget } from './request-target.ts';
import { requireMethod, sendError } from './respond.ts';
import { requireSameOrigin } from './same-origin.ts';
import { addSecurityHeaders } from './security-headers.ts';
import { serveAttachment } from './serve-attachment.ts';
import { serveAgentChallenge, serveAgentJoin } from './serve-agent-join.ts';
import { serveAgentBundle, serveDemoModel, serveInstallScript } from './serve-agent-files.ts';
import { serveAuditCsv, serveAuditJson } from './serve-audit.ts';
import { serveAuth } from './serve-auth.ts';
import { serveBatchFile } from './serve-batch-file.ts';
import { serveCalendar } from './serve-calendar.ts';
import { serveChatFile } from './serve-chat-file.ts';
import { serveChatExport, serveChatImport, serveChatImportPreview } from './serve-chat-transfer.ts';
import { serveHealth, serveReady } from './serve-health.ts';
import { serveImport, serveImportPreview } from './serve-import.ts';
import { serveMetrics } from './serve-metrics.ts';
import { serveOwnData } from './serve-own-data.ts';
import { serveRegisterCsv } from './serve-register-csv.ts';
import { serveDiagnostics, serveSessionLog } from './serve-session-log.ts';
import { serveTrpc } from './serve-trpc.ts';
import { serveWallLink } from './serve-wall-link.ts';
import { servePlanCsv, servePlanJson } from './serve-plan-file.ts';
import { serveStatementCsv, serveStatementJson } from './serve-statement.ts';
import { serveEnergyCsv, serveEnergyJson, serveUsageCsv, serveUsageJson } from './serve-usage-file.ts';

/** `isForPrograms`: no cookie counts there, so no page can misuse one. */
type Entry = { path: string; methods: string[]; route: Route; isForPrograms?: boolean };

const GET = ['GET', 'HEAD'];
const ANY = ['GET', 'HEAD', 'POST'];
/** Which of them an address takes is said in its own shape. */
const API = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** A path that ends in `/` covers what is below it. */
const ROUTES: Entry[] = [
  { path: '/api/v1/', methods: API, route: serveApi, isForPrograms: true },
  { path: '/api/anthropic/', methods: API, route: serveApi, isForPrograms: true },
  { path: '/api/ollama/', methods: API, route: serveApi, isForPrograms: true },
  { path: '/api/trpc/', methods: ['GET', 'POST'], route: serveTrpc },
  { path: '/api/auth/', methods: ['GET', 'POST'], route: serveAuth },
  { path: '/api/agent/join', methods: ['POST'], route: serveAgentJoin, isForPrograms: true },
  { path: '/api/agent/challenge', methods: ['POST'], route: serveAgentChallenge, isForPrograms: true },
  { path: '/api/health', methods: GET, route: serveHealth },
  { path: '/api/ready', methods: GET, route: serveReady },
  { path: '/api/reports/usage.csv', methods: ['GET'], route: serveUsageCsv },
  { path: '/api/sessions/log.txt', methods: ['GET'], route: serveSessionLog },
  { path: '/api/sessions/diagnostics.md', methods: ['GET'], route: serveDiagnostics },
  { path: '/api/reports/plan.csv', methods: ['GET'], route: servePlanCsv },
  { path: '/api/reports/plan.json', methods: ['GET'], route: servePlanJson },
  { path: '/api/wall/open', methods: ['POST'], route: serveWallLink },
  { path: '/api/reports/statement.csv', methods: ['GET'], route: serveStatementCsv },
  { path: '/api/reports/statement.json', methods: ['GET'], route: serveStatementJson },
  { path: '/metrics', methods: GET, route: serveMetrics, isForPrograms: true },
  { path: '/api/reports/usage.json', methods: ['GET'], route: serveUsageJson },
  { path: '/api/reports/energy.csv', methods: ['GET'], route: serveEnergyCsv },
  { path: '/api/reports/energy.json', methods: ['GET'], route: serveEnergyJson },
  { path: '/calendar/', methods: GET, route: serveCalendar },
  { path: '/agent/install.sh', methods: GET, route: serveInstallScript },
  { path: '/api/attachments/', methods: ['GET', 'POST'], route: serveAttachment },
  { path: '/api/chat/files', methods: ['POST'], route: serveChatFile },
  { path: '/api/register.csv', methods: ['GET'], route: serveRegisterCsv },
  { path: '/api/register/import/preview', methods: ['POST'], route: serveImportPreview },
  { path: '/api/register/import', methods: ['POST'], route: serveImport },
  { path: '/api/audit.csv', methods: ['GET'], route: serveAuditCsv },
  { path: '/api/audit.json', methods: ['GET'], route: serveAuditJson },
  { path: '/api/batches/file', methods: ['GET'], route: serveBatchFile },
  { path: '/api/own-data.zip', methods: ['GET'], route: serveOwnData },
  { path: '/api/chats/export', methods: ['GET'], route: serveChatExport },
  { path: '/api/chats/import/preview', methods: ['POST'], route: serveChatImportPreview },
  { path: '/api/chats/import', methods: ['POST'], route: serveChatImport },
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
    addSecurityHeaders(req, res, { isProduction: deps.isProduction, isHttps });
    try {
      await serve(deps, req, res, requestId);
    } catch (error) {
      // First, for a connection to the database breaks with the same words.
      const hasGone = isHangUp(req, error);
      const known = hasGone ? error : translatePrismaError(error);
      const { logger } = deps.makeContext({ kind: 'system', name: 'http' }, requestId);
      const about = { method: req.method, path: pathForLog(req.url) };
      if (isServiceError(known)) logger.info({ ...about, code: known.code }, known.message);
      else if (hasGone) logger.info(about, 'who asked has gone');
      else logger.error({ ...about, err: known }, 'request failed');
      sendError(res, known);
    }
  };
}

/** Without what is asked, and without the secret that a calendar’s address is. */
const pathForLog = (url = '/'): string => url.split('?')[0]!.replace(/^\/calendar\/.*/s, '/calendar/…');

const HANG_UPS = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR']);

/** The connection broke because whoever asked closed it, which is no fault of anybody here. */
const isHangUp = ({ socket }: { socket: Socket | null }, error: unknown): boolean =>
  (socket === null || socket.destroyed) && HANG_UPS.has(String((error as { code?: unknown } | null)?.code));

async function serve(
  deps: HttpDeps,
  req: IncomingMessage,
  res: ServerResponse,
  requestId: string,
): Promise<void> {
  const method = req.method ?? 'GET';
  if (req.url === '*' && method === 'OPTIONS') requireMethod({ req, res }, ANY);
  const url = parseTarget(req.url ?? '/');
  if (!req.url?.startsWith('/')) req.url = url.pathname + url.search;
  const entry = findEntry(url.pathname);
  // What is under /api is ours alone: no page may answer there by accident.
  if (!entry && url.pathname.startsWith('/api/'))
    throw new ServiceError('NOT_FOUND', 'There is nothing at this address.');
  // While pages are being made their tools post to addresses of their own.
  if (entry || deps.isProduction) requireMethod({ req, res }, entry?.methods ?? GET);
  if (!entry?.isForPrograms) requireSameOrigin(method, req.headers, deps.origins);
  if (!entry) return withPageClock(req, () => deps.servePage(req, res));
  const address = clientAddress(req, deps.trustedProxies);
  await askedFrom.run(address, () => entry.route(deps, { req, res, url, address, requestId }));
}
