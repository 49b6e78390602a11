import { createHash, randomBytes, randomInt } from 'node:crypto';
import { type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { requireFreshSignIn } from '../../fresh-sign-in.ts';
import { emitAudit } from '../audit/index.ts';
import { openSecret, sealSecret } from '../notifications/index.ts';
import {
  about,
  asHalfIn,
  type Prover,
  refuseProof,
  requireProofsLeft,
  requireSetter,
  stampSignIn,
} from './proof.ts';
import { fromBase32, stepOfCode, toBase32 } from './time-code.ts';

const SECRET_BYTES = 20;
const RECOVERY_CODES = 10;
// Without letters and digits that look alike; 10 of them hold 48 bits.
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const WRONG_CODE = 'This code is not right, or was used already. Take the one that is shown now.';

/** A new secret for an authenticator; it counts once a code of it was given. An older one stays until then. */
export async function beginCodes(ctx: ServiceContext): Promise<{ secret: string; address: string }> {
  const prover = requireSetter(ctx);
  await requireFreshSignIn(ctx);
  const found = await ctx.db.codeDevice.findUnique({ where: { userId: prover.id } });
  if (found?.confirmedAt)
    throw new ServiceError(
      'CONFLICT',
      'You have codes already. Remove them first to set up another authenticator.',
    );
  const secret = toBase32(randomBytes(SECRET_BYTES));
  const row = { sealedSecret: sealSecret(ctx, secret), createdAt: ctx.now(), lastStep: 0 };
  await ctx.db.codeDevice.upsert({
    where: { userId: prover.id },
    create: { userId: prover.id, ...row },
    update: row,
  });
  const { email } = await ctx.db.user.findUniqueOrThrow({ where: { id: prover.id } });
  const label = encodeURIComponent(`Espalier:${email}`);
  return { secret, address: `otpauth://totp/${label}?secret=${secret}&issuer=Espalier` };
}

/** With its first code the authenticator counts. Gives the recovery codes, the only time they are told. */
export async function finishCodes(
  ctx: ServiceContext,
  { code }: { code: string },
): Promise<{ codes: string[] }> {
  const prover = requireSetter(ctx);
  await requireProofsLeft(ctx, prover.id);
  const made = await withTransaction(ctx, async (tx) => {
    const step = await takeCode(ctx, tx, prover.id, code, { isConfirmed: false });
    if (step === null) return null;
    await tx.codeDevice.update({ where: { userId: prover.id }, data: { confirmedAt: ctx.now() } });
    await stampSignIn(ctx, tx, prover, { isSecondFactor: true });
    await emitAudit(asHalfIn(ctx), tx, { action: 'member.set-codes', ...about(prover) });
    return writeRecoveryCodes(tx, prover.id);
  });
  return made ? { codes: made } : refuseProof(ctx, prover, WRONG_CODE);
}

/** A code of the authenticator, or a recovery code, which is used up. Throws VALIDATION when it is neither. */
export async function proveByCode(ctx: ServiceContext, prover: Prover, given: string): Promise<void> {
  await requireProofsLeft(ctx, prover.id);
  const code = given.replaceAll(/[\s-]/g, '').toLowerCase();
  const isRight = await withTransaction(ctx, async (tx) => {
    const isTaken = (await takeCode(ctx, tx, prover.id, code, { isConfirmed: true })) !== null;
    if (!isTaken && !(await takeRecoveryCode(ctx, tx, prover, code))) return false;
    await stampSignIn(ctx, tx, prover, { isSecondFactor: true });
    await emitAudit(asHalfIn(ctx), tx, {
      action: 'member.confirm',
      ...about(prover),
      after: { way: 'code' },
    });
    return true;
  });
  if (!isRight) await refuseProof(ctx, prover, WRONG_CODE);
}

/** The row is locked first, so that one code is taken once. */
async function takeCode(
  ctx: ServiceContext,
  tx: Transaction,
  userId: string,
  code: string,
  { isConfirmed }: { isConfirmed: boolean },
): Promise<number | null> {
  await tx.$queryRaw`SELECT 1 FROM "CodeDevice" WHERE "userId" = ${userId} FOR UPDATE`;
  const device = await tx.codeDevice.findUnique({ where: { userId } });
  if (!device || (device.confirmedAt !== null) !== isConfirmed) return null;
  const secret = openSecret(ctx, device.sealedSecret);
  if (secret === null)
    throw new ServiceError(
      'PRECONDITION_FAILED',
      'Your codes were set up under another ESPALIER_SECRET. Use a recovery code, then set them up again.',
    );
  const step = stepOfCode(fromBase32(secret), code, ctx.now(), device.lastStep);
  if (step !== null) await tx.codeDevice.update({ where: { userId }, data: { lastStep: step } });
  return step;
}

const hashOf = (userId: string, code: string): string =>
  createHash('sha256').update(`${userId} ${code}`).digest('hex');

async function takeRecoveryCode(
  ctx: ServiceContext,
  tx: Transaction,
  prover: Prover,
  code: string,
): Promise<boolean> {
  const { count } = await tx.recoveryCode.updateMany({
    where: { userId: prover.id, codeHash: hashOf(prover.id, code), usedAt: null },
    data: { usedAt: ctx.now() },
  });
  if (count === 0) return false;
  const left = await tx.recoveryCode.count({ where: { userId: prover.id, usedAt: null } });
  await emitAudit(asHalfIn(ctx), tx, {
    action: 'member.use-recovery-code',
    ...about(prover),
    after: { left },
  });
  return true;
}

async function writeRecoveryCodes(tx: Transaction, userId: string): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, () =>
    Array.from({ length: 10 }, () => LETTERS[randomInt(LETTERS.length)]).join(''),
  );
  await tx.recoveryCode.deleteMany({ where: { userId } });
  await tx.recoveryCode.createMany({ data: codes.map((it) => ({ userId, codeHash: hashOf(userId, it) })) });
  return codes.map((it) => `${it.slice(0, 5)}-${it.slice(5)}`);
}

/** The old ones work no more. */
export async function renewRecoveryCodes(ctx: ServiceContext): Promise<{ codes: string[] }> {
  const prover = requireSetter(ctx);
  await requireFreshSignIn(ctx);
  return withTransaction(ctx, async (tx) => {
    const device = await tx.codeDevice.findUnique({ where: { userId: prover.id } });
    if (!device?.confirmedAt) throw new ServiceError('PRECONDITION_FAILED', 'Set up codes first.');
    await emitAudit(ctx, tx, { action: 'member.renew-recovery-codes', ...about(prover) });
    return { codes: await writeRecoveryCodes(tx, prover.id) };
  });
}

/** The authenticator and its recovery codes. */
export async function removeCodes(ctx: ServiceContext): Promise<void> {
  const prover = requireSetter(ctx);
  await requireFreshSignIn(ctx);
  await withTransaction(ctx, async (tx) => {
    const { count } = await tx.codeDevice.deleteMany({ where: { userId: prover.id } });
    await tx.recoveryCode.deleteMany({ where: { userId: prover.id } });
    if (count > 0) await emitAudit(ctx, tx, { action: 'member.remove-codes', ...about(prover) });
  });
}
