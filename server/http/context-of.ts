import { fromNodeHeaders } from 'better-auth/node';
import { actorOf } from '../auth/actor.ts';
import type { ServiceContext } from '../context.ts';
import type { Exchange, HttpDeps } from './deps.ts';

/** On behalf of whom the request is from. */
export const contextOf = async (
  deps: Pick<HttpDeps, 'auth' | 'makeContext'>,
  { req, requestId }: Pick<Exchange, 'req' | 'requestId'>,
): Promise<ServiceContext> =>
  deps.makeContext(await actorOf(deps.auth, fromNodeHeaders(req.headers)), requestId);
