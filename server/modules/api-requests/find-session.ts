import type { KeyActor, ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { whyNoQuestion } from '../generations/index.ts';
import {
  chooseSession,
  isInScope,
  isNamed,
  readSessionsNamed,
  readUsableSessions,
  type SessionsOfKey,
  type UsableSession,
} from './usable-sessions.ts';

export const AUTO = 'auto';

/** Older than this, sessions may be over, or have other queues: a question that took long to arrive. */
const FRESH_MS = 500;

/**
 * Which session answers: `model` names one, a model of which any ready one will do, or `auto`. Those that were read with
 * the key are enough where there is nothing to choose by the conversation.
 */
export async function findSession(
  ctx: ServiceContext,
  key: KeyActor,
  model: string,
  { beginnings, ofKey }: { beginnings: readonly string[]; ofKey?: SessionsOfKey | undefined },
): Promise<UsableSession> {
  const namedOf = (sessions: readonly UsableSession[]): readonly UsableSession[] =>
    model === AUTO ? sessions : sessions.filter((it) => isNamed(model, it));
  const isFresh = ofKey !== undefined && performance.now() - ofKey.readAtMs < FRESH_MS;
  const read = isFresh ? ofKey.sessions.filter((it) => isInScope(key, it)) : null;
  const isEnough = read !== null && (beginnings.length === 0 || namedOf(read).length === 1);
  const usable = isEnough ? read : await readUsableSessions(ctx, key, beginnings);
  const named = namedOf(usable);
  const session = chooseSession(named.filter((it) => it.id === model)) ?? chooseSession(named);
  if (session) return session;
  throw await refusalOf(ctx, key, model, usable);
}

async function refusalOf(
  ctx: ServiceContext,
  key: KeyActor,
  model: string,
  usable: readonly UsableSession[],
): Promise<ServiceError> {
  const others = model === AUTO ? [] : await readSessionsNamed(ctx, key, model);
  const [first] = others;
  if (first && !others.some((it) => isInScope(key, it)))
    return new ServiceError(
      'FORBIDDEN',
      `The key ${key.name} leaves ${first.modelTitle} out. Ask with another key, or change this one in Settings.`,
    );
  if (first) {
    const { words: why, isSoon } = whyNoQuestion(first) ?? { words: 'is not ready yet', isSoon: true };
    return new ServiceError('UNAVAILABLE', `The session with ${first.modelTitle} ${why}.`, {
      details: isSoon ? { retryAfterMs: 10_000 } : null,
    });
  }
  const names = [...new Set(usable.map((it) => it.modelId))];
  const there =
    names.length === 0
      ? 'No session that this key may ask is ready: start one, or ask for one that is open to all.'
      : `Ready now: ${names.join(', ')}.`;
  const words = model === AUTO ? there : `There is no ready session of ${JSON.stringify(model)}. ${there}`;
  return new ServiceError('NOT_FOUND', words, { details: { models: names } });
}
