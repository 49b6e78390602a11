import { ChallengeInput, JoinInput } from '@/shared/protocol/join.ts';
import { isServiceError } from '../errors.ts';
import { issueChallenge, joinAgent } from '../modules/agents/index.ts';
import { countWrong } from './count-wrong.ts';
import type { Route } from './deps.ts';
import { readJson, sendJson } from './respond.ts';
import { requireNoBrowser } from './same-origin.ts';

const MAX_BODY_BYTES = 16 * 1024;

/** Only wrong tokens are counted, so a lab that joins all its Macs at once is never in its own way, nor a guesser. */
export const serveAgentJoin: Route = async (deps, { req, res, address, requestId }) => {
  requireNoBrowser(req.headers);
  const ctx = deps.makeContext({ kind: 'anonymous', name: 'An agent that joins' }, requestId);
  const input = await readJson(req, MAX_BODY_BYTES, JoinInput);
  const reply = await joinAgent(ctx, input, address).catch(async (error: unknown) => {
    if (!isServiceError(error) || error.code !== 'UNAUTHORIZED') throw error;
    const words = 'Too many wrong join tokens from this address. Wait a few minutes.';
    await countWrong(ctx, { what: 'join', address, words });
    throw error;
  });
  sendJson(res, 200, reply);
};

/** Without a limit: a nonce is made and kept nowhere, which costs less than to count them. */
export const serveAgentChallenge: Route = async (deps, { req, res, requestId }) => {
  requireNoBrowser(req.headers);
  const input = await readJson(req, MAX_BODY_BYTES, ChallengeInput);
  const ctx = deps.makeContext({ kind: 'anonymous', name: 'An agent' }, requestId);
  sendJson(res, 200, issueChallenge(ctx, input.agentId));
};
