import { authorize, requireKey, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { AUTO } from './find-session.ts';
import { isNamed, readUsableSessions, type UsableSession } from './usable-sessions.ts';

export type KeyModel = { id: string; title: string; createdAt: Date };

/** What the key may name now: each model of which a session is ready, and `auto` when there is one. */
export async function listKeyModels(ctx: ServiceContext): Promise<KeyModel[]> {
  authorize(ctx, 'api:ask');
  const sessions = await readUsableSessions(ctx, requireKey(ctx));
  const byModel = new Map<string, UsableSession>();
  for (const it of sessions) if (!byModel.has(it.modelId)) byModel.set(it.modelId, it);
  const models = [...byModel.values()].map((it) => toModel(it.modelId, it));
  const [first] = sessions;
  return first ? [...models, { id: AUTO, title: 'Whichever waits least', createdAt: first.readyAt }] : models;
}

/** One of them, or a session by its id; throws NOT_FOUND. */
export async function getKeyModel(ctx: ServiceContext, name: string): Promise<KeyModel> {
  authorize(ctx, 'api:ask');
  const sessions = await readUsableSessions(ctx, requireKey(ctx));
  const session = sessions.find((it) => name === AUTO || isNamed(name, it));
  if (session) return toModel(session.id === name || name === AUTO ? name : session.modelId, session);
  throw new ServiceError(
    'NOT_FOUND',
    `There is no ready session of ${JSON.stringify(name)} that this key may ask.`,
  );
}

const toModel = (id: string, { modelTitle, readyAt }: UsableSession): KeyModel => ({
  id,
  title: modelTitle,
  createdAt: readyAt,
});
