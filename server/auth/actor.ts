import { Role } from '@/shared/schemas/member.ts';
import type { Actor } from '../context.ts';
import type { Auth } from './config.ts';

/** Who is signed in by the request's cookie; the role is read from the row each time, so a change holds at once. */
export async function actorOf(auth: Auth, headers: Headers): Promise<Actor> {
  if (!headers.has('cookie')) return ANONYMOUS;
  const signIn = await auth.api.getSession({ headers });
  if (!signIn) return ANONYMOUS;
  const { id, name, role, teamId } = signIn.user;
  return { kind: 'user', id, name, role: Role.parse(role), teamId: teamId ?? null };
}

const ANONYMOUS: Actor = { kind: 'anonymous', name: 'Somebody who is not signed in' };
