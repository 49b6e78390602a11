import { verifyPassword } from 'better-auth/crypto';
import type * as z from 'zod';
import type { Prisma } from '@/prisma/generated/client.ts';
import { isSecondFactorDemanded } from '@/shared/domain/sign-in-life.ts';
import { type ConfirmInput, SecondFactorRule, type SecondFactors } from '@/shared/schemas/sign-in.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { requireFreshSignIn } from '../../fresh-sign-in.ts';
import { emitAudit } from '../audit/index.ts';
import { proveByCode } from './codes.ts';
import { canHavePasskeys } from './passkeys.ts';
import { about, asHalfIn, refuseProof, requireProofsLeft, requireProver, stampSignIn } from './proof.ts';

/** What proves this person beside their password. */
export async function readSecondFactors(ctx: ServiceContext): Promise<z.output<typeof SecondFactors>> {
  const { id } = requireProver(ctx);
  const [user, rule] = await Promise.all([
    ctx.db.user.findUniqueOrThrow({
      where: { id },
      select: {
        role: true,
        codeDevice: { select: { confirmedAt: true } },
        _count: { select: { recoveryCodes: { where: { usedAt: null } } } },
        accounts: { where: { providerId: 'credential' }, select: { id: true } },
        passkeys: { orderBy: { createdAt: 'asc' } },
      },
    }),
    readRule(ctx),
  ]);
  return {
    hasPassword: user.accounts.length > 0,
    hasCodes: user.codeDevice?.confirmedAt != null,
    recoveryCodesLeft: user._count.recoveryCodes,
    canHavePasskeys: canHavePasskeys(ctx),
    passkeys: user.passkeys.map(({ id: passkeyId, name, isBackedUp, createdAt, lastUsedAt }) => ({
      id: passkeyId,
      name,
      isBackedUp,
      createdAt,
      lastUsedAt,
    })),
    isDemanded: isSecondFactorDemanded(rule, user.role),
  };
}

/** The second step of signing in, where a sign-in lacks it. */
export async function giveCode(ctx: ServiceContext, { code }: { code: string }): Promise<void> {
  await proveByCode(ctx, requireProver(ctx), code);
}

/** Who is in proves it again, for what wants a fresh sign-in. A password alone is no second factor. */
export async function confirmPerson(
  ctx: ServiceContext,
  { kind, proof }: z.output<typeof ConfirmInput>,
): Promise<void> {
  const prover = requireProver(ctx);
  if (ctx.actor.kind !== 'user') throw new ServiceError('FORBIDDEN', 'Give your second factor first.');
  if (kind === 'code') return proveByCode(ctx, prover, proof);
  await requireProofsLeft(ctx, prover.id);
  const account = await ctx.db.account.findFirst({ where: { userId: prover.id, providerId: 'credential' } });
  const hash = account?.password ?? null;
  if (hash === null || !(await verifyPassword({ hash, password: proof })))
    return refuseProof(ctx, prover, 'This password is not right.');
  await withTransaction(ctx, async (tx) => {
    await stampSignIn(ctx, tx, prover, { isSecondFactor: false });
    await emitAudit(asHalfIn(ctx), tx, {
      action: 'member.confirm',
      ...about(prover),
      after: { way: 'password' },
    });
  });
}

/** Of whom the rule asks one; who has left is asked nothing. */
const ADMINS = { role: { in: ['owner', 'admin'] }, deactivatedAt: null } satisfies Prisma.UserWhereInput;

async function readRule({ db }: Pick<ServiceContext, 'db'>): Promise<SecondFactorRule> {
  const lab = await db.lab.findUnique({ where: { id: 'lab' }, select: { secondFactorRule: true } });
  return SecondFactorRule.catch('off').parse(lab?.secondFactorRule);
}

export async function getSecondFactorRule(
  ctx: ServiceContext,
): Promise<{ rule: SecondFactorRule; missing: string[] }> {
  authorize(ctx, 'member:manage');
  const without = await ctx.db.user.findMany({
    where: {
      ...ADMINS,
      passkeys: { none: {} },
      NOT: { codeDevice: { confirmedAt: { not: null } } },
    },
    select: { name: true },
    orderBy: { name: 'asc' },
    take: 50,
  });
  return { rule: await readRule(ctx), missing: without.map((it) => it.name) };
}

/** From now on, at every way in and for who is in: who lacks one is asked at their next page. */
export async function setSecondFactorRule(
  ctx: ServiceContext,
  { rule }: { rule: SecondFactorRule },
): Promise<{ rule: SecondFactorRule; missing: string[] }> {
  authorize(ctx, 'member:manage');
  await requireFreshSignIn(ctx);
  const { signInId } = ctx.actor.kind === 'user' ? ctx.actor : {};
  await withTransaction(ctx, async (tx, afterCommit) => {
    const before = await tx.lab.findUniqueOrThrow({ where: { id: 'lab' } });
    const own = signInId === undefined ? null : await tx.signIn.findUnique({ where: { id: signInId } });
    if (rule === 'admins' && own && !own.secondFactorAt)
      throw new ServiceError(
        'PRECONDITION_FAILED',
        'Sign in with a second factor yourself first (Settings, Account): this rule would shut you out.',
      );
    if (before.secondFactorRule === rule) return;
    await tx.lab.update({ where: { id: 'lab' }, data: { secondFactorRule: rule } });
    await emitAudit(ctx, tx, {
      action: 'lab.set-second-factor',
      objectType: 'lab',
      objectId: 'lab',
      objectName: before.name,
      before: { rule: before.secondFactorRule },
      after: { rule },
    });
    const admins = await tx.user.findMany({ where: ADMINS, select: { id: true } });
    afterCommit(() => admins.forEach(({ id }) => ctx.bus.emit('member.changed', { userId: id })));
  });
  return getSecondFactorRule(ctx);
}
