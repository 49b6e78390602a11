import type { KeyActor, ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import {
  chooseSession,
  isInScope,
  isNamed,
  readSessionsNamed,
  readUsableSessions,
  type UsableSession,
} from './usable-sessions.ts';

export const AUTO = 'auto';

/** Which session answers: `model` names one, a model of which any ready one will do, or `auto`. */
export async function findSession(
  ctx: ServiceContext,
  key: KeyActor,
  model: string,
  beginnings: readonly string[],
): Promise<UsableSession> {
  const usable = await readUsableSessions(ctx, key, beginnings);
  const named = model === AUTO ? usable : usable.filter((it) => isNamed(model, it));
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
    const why = ['ending', 'ended', 'failed'].includes(first.state) ? 'is over' : 'is not ready yet';
    return new ServiceError('UNAVAILABLE', `The session with ${first.modelTitle} ${why}.`, {
      details: why === 'is over' ? null : { retryAfterMs: 10_000 },
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
