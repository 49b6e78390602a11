import { randomUUID } from 'node:crypto';
import { authorize, inBackground, type KeyActor, requireKey, type ServiceContext } from '../../context.ts';
import type { Database } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { createLane, type Lane } from '../../lane.ts';
import {
  enqueueGeneration,
  type FollowedAnswer,
  followAnswer,
  stopGeneration,
} from '../generations/index.ts';
import type { ApiAnswer, ApiAsk } from './api-event.ts';
import { boundAnswer } from './context-length.ts';
import { findSession } from './find-session.ts';
import { hashPrompt } from './prompt-hash.ts';
import { requestOf } from './request-of.ts';
import { toEvents } from './to-events.ts';
import type { SessionsOfKey } from './usable-sessions.ts';

/**
 * A question of a program. Whatever refuses it is thrown before there is anything to stream. Once `signal` aborts
 * (whoever asked has gone) or its events are left, the answer is stopped. `ofKey`: sessions read when the key was found.
 */
export async function askForKey(
  ctx: ServiceContext,
  ask: ApiAsk,
  signal: AbortSignal,
  ofKey?: SessionsOfKey,
): Promise<ApiAnswer> {
  const key = requireKey(ctx);
  authorize(ctx, 'api:ask');
  const hash = hashPrompt(ctx.portal.nonceKey, ask.messages);
  const session = await findSession(ctx, key, ask.model, { ...hash, ofKey });
  const maxTokens = boundAnswer(ask, session);
  signal.throwIfAborted();
  const id = randomUUID();
  // From before it is asked, so that no word of it is missed.
  const { id: sessionId, epoch, machineId } = session;
  const followed = followAnswer(ctx, id, { sessionId, epoch, machineId });
  const createdAt = ctx.now();
  try {
    const asked = {
      id,
      source: 'api',
      askedBy: { apiKeyId: key.id },
      prompt: ask.messages,
      settings: ask.settings,
      maxTokens,
      session,
    } as const;
    const request = requestOf(ask, key, session, { hash: hash.whole, now: createdAt });
    await laneOf(ctx.db, key).run(() => enqueueGeneration(ctx, asked, request));
  } catch (error) {
    followed.close();
    throw error;
  }
  return { id, model: session.modelId, createdAt, events: eventsOf(ctx, id, followed, signal) };
}

/** Its events, and what ends it: the signal, or that they are left before their end. */
function eventsOf(ctx: ServiceContext, generationId: string, followed: FollowedAnswer, signal: AbortSignal) {
  let hasBegun = false;
  const stop = (): void => {
    if (!hasBegun) followed.close();
    inBackground(
      ctx,
      'an answer that nobody reads could not be stopped',
      stopGeneration(ctx, { generationId }),
    );
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return toEvents(followed, {
    stop,
    begun: () => void (hasBegun = true),
    forget: () => signal.removeEventListener('abort', stop),
  });
}

/** Of one key's questions one is decided at a time; the others wait here, without a connection each. */
const MOST_IN_LINE = 64;
const lanes = new WeakMap<Database, Map<string, Lane>>();

function laneOf(db: Database, { id, name }: KeyActor): Lane {
  const own = lanes.get(db) ?? new Map<string, Lane>();
  lanes.set(db, own);
  for (const [key, lane] of own) if (key !== id && lane.isEmpty()) own.delete(key);
  const lane = own.get(id) ?? createLane({ atOnce: 1, waiting: MOST_IN_LINE }, () => tooMany(name));
  own.set(id, lane);
  return lane;
}

const tooMany = (name: string): ServiceError =>
  new ServiceError('LIMIT_EXCEEDED', `The key ${name} asks too much at once. Ask again in a moment.`, {
    details: { retryAfterMs: 1000, apiCode: 'rate_limit_exceeded' },
  });
