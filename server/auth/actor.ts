import { Role } from '@/shared/schemas/member.ts';
import type { Actor } from '../context.ts';
import { singleton } from '../singleton.ts';
import type { Auth } from './config.ts';

/**
 * The look-up is most of what a small request costs, so an answer is kept this long. Sign-out and a change of
 * role end it at once (`forgetActor`); only a change made at another portal may take this long to be seen.
 */
const KEEP_MS = 10_000;
const KEEP_AT_MOST = 1000;
const SESSION_COOKIE = /(?:^|;\s*)(?:__Secure-)?espalier\.session_token=([^;]+)/;

type Kept = { actor: Actor; untilMs: number };
const kept = (): Map<string, Kept> => singleton('actors', () => new Map<string, Kept>());

/** Who is signed in by the request's cookie. */
export async function actorOf(auth: Auth, headers: Headers): Promise<Actor> {
  const token = SESSION_COOKIE.exec(headers.get('cookie') ?? '')?.[1];
  if (!token) return ANONYMOUS;
  const known = kept().get(token);
  if (known && known.untilMs > Date.now()) return known.actor;
  const actor = await readActor(auth, headers);
  if (actor.kind !== 'user') kept().delete(token);
  else {
    if (kept().size >= KEEP_AT_MOST) kept().clear();
    kept().set(token, { actor, untilMs: Date.now() + KEEP_MS });
  }
  return actor;
}

/** After a sign-out, a new role or a removal: the next request asks the rows again. */
export function forgetActor(userId: string): void {
  for (const [token, { actor }] of kept()) {
    if (actor.kind === 'user' && actor.id === userId) kept().delete(token);
  }
}

async function readActor(auth: Auth, headers: Headers): Promise<Actor> {
  const signIn = await auth.api.getSession({ headers });
  if (!signIn) return ANONYMOUS;
  const { id, name, role, teamId } = signIn.user;
  return { kind: 'user', id, name, role: Role.parse(role), teamId: teamId ?? null };
}

const ANONYMOUS: Actor = { kind: 'anonymous', name: 'Somebody who is not signed in' };
