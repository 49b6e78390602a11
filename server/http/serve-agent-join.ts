import type * as z from 'zod';
import { ChallengeInput, JoinInput } from '@/shared/protocol/join.ts';
import { takeUse } from '../auth/rate-limit.ts';
import { ServiceError } from '../errors.ts';
import { issueChallenge, joinAgent } from '../modules/agents/index.ts';
import type { Exchange, Route } from './deps.ts';
import { readBody, sendJson } from './respond.ts';
import { requireNoBrowser } from './same-origin.ts';

const MAX_BODY_BYTES = 16 * 1024;
const JOIN_LIMIT = { max: 60, windowMs: 10 * 60_000 };
// A whole rack behind one address reconnects at once after the portal was away.
const CHALLENGE_LIMIT = { max: 3000, windowMs: 60_000 };

export const serveAgentJoin: Route = async (deps, exchange) => {
  const ctx = deps.makeContext({ kind: 'anonymous', name: 'An agent that joins' }, exchange.requestId);
  const input = await readInput(exchange, JoinInput);
  const { allowed, retryAfterMs } = await takeUse(ctx.db, `join:${exchange.address}`, JOIN_LIMIT);
  if (!allowed) throw tooMany(retryAfterMs);
  sendJson(exchange.res, 200, await joinAgent(ctx, input));
};

export const serveAgentChallenge: Route = async (deps, exchange) => {
  const input = await readInput(exchange, ChallengeInput);
  const ctx = deps.makeContext({ kind: 'anonymous', name: 'An agent' }, exchange.requestId);
  const { allowed, retryAfterMs } = await takeUse(ctx.db, `challenge:${exchange.address}`, CHALLENGE_LIMIT);
  if (!allowed) throw tooMany(retryAfterMs);
  sendJson(exchange.res, 200, issueChallenge(ctx, input.agentId));
};

const tooMany = (retryAfterMs: number) =>
  new ServiceError('LIMIT_EXCEEDED', 'Too many tries from this address. Wait a few minutes.', {
    details: { retryAfterMs },
  });

async function readInput<S extends z.ZodType>({ req }: Exchange, schema: S): Promise<z.output<S>> {
  requireNoBrowser(req.headers);
  const text = (await readBody(req, MAX_BODY_BYTES)).toString('utf8');
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new ServiceError(
    'VALIDATION',
    parsed.error.issues[0]?.message ?? 'The body is not in the form this needs.',
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ServiceError('VALIDATION', 'The body is not JSON.');
  }
}
