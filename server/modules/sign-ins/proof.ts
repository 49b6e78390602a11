import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { type Limit, readUses, takeUse } from '../../auth/rate-limit.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';

/** Who proves something in a browser: signed in, or half in. */
export type Prover = { id: string; name: string; signInId: string };

/** Whom an audit row is of. */
export const about = ({ id, name }: Pick<Prover, 'id' | 'name'>) => ({
  objectType: 'member',
  objectId: id,
  objectName: name,
});

/** Throws UNAUTHORIZED for anyone who came without a browser's sign-in. */
export function requireProver({ actor }: ServiceContext): Prover {
  if (actor.kind !== 'user' && actor.kind !== 'entering')
    throw new ServiceError('UNAUTHORIZED', 'Sign in first.');
  if (actor.signInId === undefined) throw new ServiceError('PRECONDITION_FAILED', 'Ask this from a browser.');
  return { id: actor.id, name: actor.name, signInId: actor.signInId };
}

/** In full, or half in because a second factor has to be set up first: nobody else changes what proves them. */
export function requireSetter(ctx: ServiceContext): Prover {
  const prover = requireProver(ctx);
  if (ctx.actor.kind === 'entering' && ctx.actor.lacks === 'code')
    throw new ServiceError('FORBIDDEN', 'Give your second factor first.');
  return prover;
}

const WRONG: Limit = { max: 5, windowMs: 15 * 60_000 };
const keyOf = (userId: string) => `proof:${userId}`;

/** Throws LIMIT_EXCEEDED after too many wrong codes and passwords of somebody who is (half) in. */
export async function requireProofsLeft(ctx: ServiceContext, userId: string): Promise<void> {
  const { count, retryAfterMs } = await readUses(ctx.db, keyOf(userId), WRONG, ctx.now().getTime());
  if (count < WRONG.max) return;
  const minutes = Math.ceil(retryAfterMs / 60_000);
  throw new ServiceError(
    'LIMIT_EXCEEDED',
    `Too many wrong ones. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
    { details: { retryAfterMs } },
  );
}

/** Counts it, tells the audit of the first and of the one that closes, and throws VALIDATION with `words`. */
export async function refuseProof(ctx: ServiceContext, { id, name }: Prover, words: string): Promise<never> {
  await ctx.db.$transaction(async (tx) => {
    const { count } = await takeUse(tx, keyOf(id), WRONG, ctx.now().getTime());
    if (count !== 1 && count !== WRONG.max) return;
    await emitAudit(asHalfIn(ctx), tx, {
      action: 'member.fail-second-factor',
      ...about({ id, name }),
      after: { tries: count },
    });
  });
  throw new ServiceError('VALIDATION', words);
}

/** Audit rows are a person's, also of one who is half in. */
export function asHalfIn(ctx: ServiceContext): ServiceContext {
  const { actor } = ctx;
  if (actor.kind !== 'entering') return ctx;
  const { id, name, role } = actor;
  return { ...ctx, actor: { kind: 'user', id, name, role, teamId: null } };
}

/** What was proved counts for this sign-in from now on. */
export async function stampSignIn(
  ctx: ServiceContext,
  tx: Transaction,
  { signInId }: Prover,
  { isSecondFactor }: { isSecondFactor: boolean },
): Promise<void> {
  const now = ctx.now();
  await tx.signIn.update({
    where: { id: signInId },
    data: { confirmedAt: now, ...(isSecondFactor && { secondFactorAt: now }) },
  });
}
