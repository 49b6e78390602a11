import type { Prisma } from '@/prisma/generated/client.ts';
import { lackOf, signInEndsAt } from '@/shared/domain/sign-in-life.ts';
import { SecondFactorRule } from '@/shared/schemas/sign-in.ts';
import type { Actor } from '../context.ts';
import { singleton } from '../singleton.ts';
import type { Auth } from './config.ts';

/**
 * The look-up is most of what a small request costs, so an answer is kept this long. Sign-out and a change of
 * role end it at once (`forgetActor`); only a change made at another portal may take this long to be seen.
 */
const KEEP_MS = 10_000;
const KEEP_AT_MOST = 1000;
/** How exactly it is known when somebody was last seen. */
const SEEN_MS = 5 * 60_000;

type Kept = { actor: Actor; untilMs: number };
const kept = (): Map<string, Kept> => singleton('actors', () => new Map<string, Kept>());

/** Who is signed in by the request's cookie. */
export async function actorOf(auth: Auth, headers: Headers): Promise<Actor> {
  const token = cookieOf(headers, auth.rows.cookie);
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

function cookieOf(headers: Headers, name: string): string | undefined {
  const pairs = (headers.get('cookie') ?? '').split(/;\s*/);
  return pairs.find((it) => it.startsWith(`${name}=`))?.slice(name.length + 1) || undefined;
}

/**
 * The one place where a sign-in becomes somebody who may do things, whichever way they came in: it must not have
 * run out, and where two factors are asked for there must have been two.
 */
async function readActor(auth: Auth, headers: Headers): Promise<Actor> {
  const found = await auth.api.getSession({ headers });
  if (!found) return ANONYMOUS;
  const { db, now } = auth.rows;
  const [signIn, lab] = await Promise.all([
    db.signIn.findUnique({ where: { id: found.session.id }, select: OF_SIGN_IN }),
    db.lab.findUnique({ where: { id: 'lab' }, select: { secondFactorRule: true } }),
  ]);
  if (!signIn || signIn.user.deactivatedAt) return ANONYMOUS;
  const { id, name, role, teamId, codeDevice, passkeys, memberships } = signIn.user;
  const moment = now();
  if (signInEndsAt(role, signIn) <= moment) return ANONYMOUS;
  const signInId = found.session.id;
  if (moment.getTime() - signIn.lastSeenAt.getTime() > SEEN_MS)
    await db.signIn.updateMany({ where: { id: signInId }, data: { lastSeenAt: moment } });
  const lacks = lackOf({
    role,
    rule: SecondFactorRule.catch('off').parse(lab?.secondFactorRule),
    secondFactorAt: signIn.secondFactorAt,
    hasCodes: codeDevice?.confirmedAt != null,
    hasPasskey: passkeys.length > 0,
  });
  if (lacks) return { kind: 'entering', id, name, role, signInId, lacks };
  return { kind: 'user', id, name, role, teamId, leads: memberships.map((it) => it.teamId), signInId };
}

const OF_SIGN_IN = {
  createdAt: true,
  lastSeenAt: true,
  secondFactorAt: true,
  user: {
    select: {
      id: true,
      name: true,
      role: true,
      teamId: true,
      memberships: { where: { isLead: true }, select: { teamId: true } },
      deactivatedAt: true,
      codeDevice: { select: { confirmedAt: true } },
      passkeys: { select: { id: true }, take: 1 },
    },
  },
} satisfies Prisma.SignInSelect;

const ANONYMOUS: Actor = { kind: 'anonymous', name: 'Somebody who is not signed in' };
