import { isServiceError, ServiceError } from '../../errors.ts';
import { translatePrismaError } from '../../prisma-errors.ts';
import type { Exchange, HttpDeps, Route } from '../deps.ts';
import { requireMethod } from '../respond.ts';
import { goneSignal } from '../send-pieces.ts';
import { allowOrigin, answerPreflight } from './allow-origin.ts';
import { ANTHROPIC_ENDPOINTS } from './anthropic/endpoints.ts';
import { sendAnthropicError } from './anthropic/send-error.ts';
import type { ApiEndpoint, SendApiError } from './api-route.ts';
import { authenticate } from './authenticate.ts';
import { OLLAMA_ENDPOINTS, sendOllamaError } from './ollama/endpoints.ts';
import { OPENAI_ENDPOINTS } from './openai/endpoints.ts';
import { readAhead } from './read-api-json.ts';
import { OPENAPI_ENDPOINT } from './openapi/endpoint.ts';
import { sendOpenAiError } from './openai/send-error.ts';
import { RESPONSES_ENDPOINTS } from './responses/endpoints.ts';

/** What programs may ask; every shape is a few lines here, over the same core. */
const ENDPOINTS: ApiEndpoint[] = [
  ...OPENAI_ENDPOINTS,
  ...RESPONSES_ENDPOINTS,
  ...ANTHROPIC_ENDPOINTS,
  ...OLLAMA_ENDPOINTS,
  OPENAPI_ENDPOINT,
];

/** Where there is nothing, that too is said in the shape of the maker whose address it would be. */
function errorSenderOf(path: string): SendApiError {
  if (path.startsWith('/api/anthropic/')) return sendAnthropicError;
  return path.startsWith('/api/ollama/') ? sendOllamaError : sendOpenAiError;
}

/** Everything programs ask. Whatever goes wrong is told in the shape of the address that was asked. */
export const serveApi: Route = async (deps, exchange) => {
  const { req, url } = exchange;
  const path = decodeURIComponent(url.pathname);
  const found = ENDPOINTS.filter((it) => it.path.test(path));
  const endpoint = found.find((it) => it.method === req.method) ?? found[0];
  const sendError = endpoint?.sendError ?? errorSenderOf(path);
  try {
    const stranger = deps.makeContext({ kind: 'anonymous', name: 'A program' }, exchange.requestId);
    await allowOrigin(stranger, exchange);
    if (req.method === 'OPTIONS') return answerPreflight(exchange);
    if (endpoint?.asks) readAhead(req);
    const known = endpoint?.isOpen
      ? { ctx: stranger }
      : await authenticate(deps, exchange, { asks: endpoint?.asks ?? false });
    if (!endpoint)
      throw new ServiceError('NOT_FOUND', `There is nothing at ${path}.`, {
        details: { apiCode: 'unknown_url' },
      });
    requireMethod(
      exchange,
      found.map((it) => it.method),
    );
    const caught = endpoint.path.exec(path)!.slice(1);
    await endpoint.serve({ ...exchange, ...known, signal: goneSignal(exchange.res) }, caught);
  } catch (error) {
    const known = exchange.res.destroyed ? error : translatePrismaError(error);
    log(deps, exchange, known);
    sendError(exchange, known);
  }
};

function log(deps: HttpDeps, { requestId, url, res }: Exchange, error: unknown): void {
  const { logger } = deps.makeContext({ kind: 'system', name: 'api' }, requestId);
  if (isServiceError(error)) logger.info({ path: url.pathname, code: error.code }, error.message);
  else if (res.destroyed) logger.info({ path: url.pathname }, 'who asked has gone');
  else logger.error({ path: url.pathname, err: error }, 'request failed');
}
