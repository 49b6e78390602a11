import { ServiceError } from '../errors.ts';
import { countAgentsOnline } from '../modules/agents/index.ts';
import type { Route } from './deps.ts';
import { sendJson } from './respond.ts';

/** The process answers. */
export const serveHealth: Route = async (_deps, { res }) => sendJson(res, 200, { alive: true });

/** The database answers too, with how many machines the lab has and how many agents have spoken to this portal. */
export const serveReady: Route = async (deps, { res, requestId }) => {
  const ctx = deps.makeContext({ kind: 'system', name: 'readiness' }, requestId);
  try {
    sendJson(res, 200, { ready: true, ...(await countAgentsOnline(ctx)) });
  } catch (error) {
    ctx.logger.error({ err: error }, 'the database does not answer');
    throw new ServiceError('UNAVAILABLE', 'The database does not answer.', { cause: error });
  }
};
