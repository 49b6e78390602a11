import { FRESH_MS } from '@/shared/domain/sign-in-life.ts';
import type { ServiceContext } from './context.ts';
import { ServiceError } from './errors.ts';

/**
 * For what opens the lab to others: whoever asks has proved within a quarter of an hour that they are the person
 * who signed in. Throws PRECONDITION_FAILED with `{needs: 'confirm'}`, at which the console asks and goes on. Where the
 * portal itself acts for somebody there is nobody to ask.
 */
export async function requireFreshSignIn({ actor, db, now }: ServiceContext): Promise<void> {
  const isBrowser = actor.kind === 'user' || actor.kind === 'entering';
  if (!isBrowser || actor.signInId === undefined) return;
  const found = await db.signIn.findUnique({ where: { id: actor.signInId }, select: { confirmedAt: true } });
  if (found && now().getTime() - found.confirmedAt.getTime() <= FRESH_MS) return;
  throw new ServiceError('PRECONDITION_FAILED', 'This wants a sign-in of the last 15 minutes.', {
    details: { needs: 'confirm' },
  });
}
