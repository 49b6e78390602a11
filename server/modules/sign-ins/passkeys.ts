import {
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { isIP } from 'node:net';
import { type ServiceContext, withTransaction } from '../../context.ts';
import { takeUse } from '../../auth/rate-limit.ts';
import { ServiceError } from '../../errors.ts';
import { requireFreshSignIn } from '../../fresh-sign-in.ts';
import { hashOfToken, makeToken } from '../../secret-token.ts';
import { emitAudit } from '../audit/index.ts';
import { hostOf, openSecret, sealSecret } from '../notifications/index.ts';
import { about, asHalfIn, requireProver, requireSetter, stampSignIn } from './proof.ts';

const QUESTION_MS = 5 * 60_000;
const PASSKEYS_AT_MOST = 20;

/** What a browser is asked (JSON), and the same sealed: the portal keeps nothing of a question until it is answered. */
type PasskeyQuestion = { question: string; sealed: string };
type PasskeyAnswer = { response: string; sealed: string };

const rpOf = ({ portal }: ServiceContext) => hostOf(new URL(portal.url));
/** A passkey belongs to a name: under a bare address there are none. */
export const canHavePasskeys = (ctx: ServiceContext): boolean => isIP(rpOf(ctx)) === 0;

type Sealed = { challenge: string; userId: string | null; untilMs: number };
const seal = (ctx: ServiceContext, challenge: string, userId: string | null): string =>
  sealSecret(
    ctx,
    JSON.stringify({ challenge, userId, untilMs: ctx.now().getTime() + QUESTION_MS } satisfies Sealed),
  );

const late = () =>
  new ServiceError('VALIDATION', 'The passkey took too long or was used already. Try again.');
const wrong = () => new ServiceError('VALIDATION', 'This passkey is not known here, or did not ask for you.');

/** The challenge of the question, once. Throws VALIDATION where it is old, another person's, or was answered. */
async function unseal(ctx: ServiceContext, sealed: string, userId: string | null): Promise<string> {
  const text = openSecret(ctx, sealed);
  const question = text === null ? null : (JSON.parse(text) as Sealed);
  if (!question || question.userId !== userId || question.untilMs < ctx.now().getTime()) throw late();
  const limit = { max: 1, windowMs: QUESTION_MS };
  const { count } = await takeUse(ctx.db, `passkey:${hashOfToken(sealed)}`, limit, ctx.now().getTime());
  if (count > 1) throw late();
  return question.challenge;
}

const parse = <T>(response: string): T => {
  try {
    return JSON.parse(response) as T;
  } catch {
    throw wrong();
  }
};

/** For a new passkey of who asks. */
export async function askNewPasskey(ctx: ServiceContext): Promise<PasskeyQuestion> {
  const { id } = requireSetter(ctx);
  await requireFreshSignIn(ctx);
  const user = await ctx.db.user.findUniqueOrThrow({ where: { id }, include: { passkeys: true } });
  if (user.passkeys.length >= PASSKEYS_AT_MOST)
    throw new ServiceError(
      'LIMIT_EXCEEDED',
      `You have ${PASSKEYS_AT_MOST} passkeys. Remove one you no longer use.`,
    );
  const options = await generateRegistrationOptions({
    rpName: 'Espalier',
    rpID: rpOf(ctx),
    userID: new TextEncoder().encode(id),
    userName: user.email,
    userDisplayName: user.name,
    challenge: Buffer.from(makeToken(), 'base64url'),
    excludeCredentials: user.passkeys.map((it) => ({ id: it.credentialId })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  return { question: JSON.stringify(options), sealed: seal(ctx, options.challenge, id) };
}

/** Keeps it; the sign-in it was made in has its second factor by that. */
export async function addPasskey(
  ctx: ServiceContext,
  { response, sealed, name }: PasskeyAnswer & { name: string },
): Promise<void> {
  const prover = requireSetter(ctx);
  const expectedChallenge = await unseal(ctx, sealed, prover.id);
  const made = await verifyRegistrationResponse({
    response: parse<RegistrationResponseJSON>(response),
    expectedChallenge,
    expectedOrigin: [...ctx.portal.origins],
    expectedRPID: rpOf(ctx),
    requireUserVerification: true,
  }).catch(() => null);
  if (!made?.verified) throw wrong();
  const { credential, credentialBackedUp } = made.registrationInfo;
  await withTransaction(ctx, async (tx) => {
    await tx.passkey.create({
      data: {
        userId: prover.id,
        name,
        credentialId: credential.id,
        publicKey: credential.publicKey,
        counter: credential.counter,
        transports: credential.transports ?? [],
        isBackedUp: credentialBackedUp,
        createdAt: ctx.now(),
      },
    });
    await stampSignIn(ctx, tx, prover, { isSecondFactor: true });
    await emitAudit(asHalfIn(ctx), tx, { action: 'member.add-passkey', ...about(prover), after: { name } });
  });
}

/** For whoever comes: `null` before anybody is in, else the passkeys of that person alone will do. */
export async function askPasskey(ctx: ServiceContext): Promise<PasskeyQuestion> {
  const { actor } = ctx;
  const userId = actor.kind === 'user' || actor.kind === 'entering' ? actor.id : null;
  const own =
    userId === null ? [] : await ctx.db.passkey.findMany({ where: { userId }, take: PASSKEYS_AT_MOST });
  const options = await generateAuthenticationOptions({
    rpID: rpOf(ctx),
    userVerification: 'required',
    challenge: Buffer.from(makeToken(), 'base64url'),
    allowCredentials: own.map((it) => ({ id: it.credentialId })),
  });
  return { question: JSON.stringify(options), sealed: seal(ctx, options.challenge, userId) };
}

/** Whose passkey has answered. It knew its person (PIN, face, finger), so it is two factors. Throws VALIDATION. */
export async function whosePasskey(
  ctx: ServiceContext,
  { response, sealed }: PasskeyAnswer,
  userId: string | null,
): Promise<{ userId: string }> {
  const expectedChallenge = await unseal(ctx, sealed, userId);
  const answer = parse<AuthenticationResponseJSON>(response);
  const passkey = await ctx.db.passkey.findUnique({ where: { credentialId: String(answer?.id) } });
  if (!passkey || (userId !== null && passkey.userId !== userId)) throw wrong();
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: answer,
    expectedChallenge,
    expectedOrigin: [...ctx.portal.origins],
    expectedRPID: rpOf(ctx),
    requireUserVerification: true,
    credential: {
      id: passkey.credentialId,
      publicKey: passkey.publicKey,
      counter: Number(passkey.counter),
      transports: passkey.transports as AuthenticatorTransport[],
    },
  }).catch(() => ({ verified: false, authenticationInfo: null }));
  if (!verified || !authenticationInfo) throw wrong();
  await ctx.db.passkey.update({
    where: { id: passkey.id },
    data: { counter: authenticationInfo.newCounter, lastUsedAt: ctx.now() },
  });
  return { userId: passkey.userId };
}

/** Who is (half) in proves it again with a passkey. */
export async function proveByPasskey(ctx: ServiceContext, answer: PasskeyAnswer): Promise<void> {
  const prover = requireProver(ctx);
  await whosePasskey(ctx, answer, prover.id);
  await withTransaction(ctx, async (tx) => {
    await stampSignIn(ctx, tx, prover, { isSecondFactor: true });
    await emitAudit(asHalfIn(ctx), tx, {
      action: 'member.confirm',
      ...about(prover),
      after: { way: 'passkey' },
    });
  });
}

export async function renamePasskey(
  ctx: ServiceContext,
  { id, name }: { id: string; name: string },
): Promise<void> {
  const prover = requireSetter(ctx);
  await withTransaction(ctx, async (tx) => {
    const before = await tx.passkey.findFirst({ where: { id, userId: prover.id } });
    if (!before) throw gone();
    await tx.passkey.update({ where: { id }, data: { name } });
    await emitAudit(ctx, tx, {
      action: 'member.rename-passkey',
      ...about(prover),
      before: { name: before.name },
      after: { name },
    });
  });
}

export async function removePasskey(ctx: ServiceContext, { id }: { id: string }): Promise<void> {
  const prover = requireSetter(ctx);
  await requireFreshSignIn(ctx);
  await withTransaction(ctx, async (tx) => {
    const before = await tx.passkey.findFirst({ where: { id, userId: prover.id } });
    if (!before) throw gone();
    await tx.passkey.delete({ where: { id } });
    await emitAudit(ctx, tx, {
      action: 'member.remove-passkey',
      ...about(prover),
      before: { name: before.name },
    });
  });
}

const gone = () => new ServiceError('NOT_FOUND', 'This passkey is gone already.');
