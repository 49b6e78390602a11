import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import type { MadeLink, MakeLinkInput, UseLinkInput } from '@/shared/schemas/sign-in.ts';
import {
  type Actor,
  asPerson,
  authorize,
  inBackground,
  requireUser,
  type ServiceContext,
  withTransaction,
} from '../../context.ts';
import type { Database, Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { requireFreshSignIn } from '../../fresh-sign-in.ts';
import { hashOfToken, makeToken } from '../../secret-token.ts';
import { emitAudit } from '../audit/index.ts';
import { postMail } from '../notifications/index.ts';
import { checkPassword, hashOfPassword, removeSecondFactors } from '../team/index.ts';
import { about } from './proof.ts';

const LINK_MS = 3_600_000;
/** So many mails an hour to one person. */
const MAILS_AN_HOUR = 3;

type NewLink = {
  userId: string;
  kind: 'forgot' | 'made' | 'command';
  madeById: string | null;
  clearsSecondFactor: boolean;
};

/** An older one of the same person works no more. */
async function writeLink(
  ctx: { now(): Date; portal: { url: string } },
  tx: Transaction,
  link: NewLink,
): Promise<z.output<typeof MadeLink>> {
  const token = makeToken();
  const now = ctx.now();
  const expiresAt = new Date(now.getTime() + LINK_MS);
  await tx.signInLink.updateMany({
    where: { userId: link.userId, usedAt: null, expiresAt: { gt: now } },
    data: { expiresAt: now },
  });
  await tx.signInLink.create({ data: { ...link, tokenHash: hashOfToken(token), createdAt: now, expiresAt } });
  // Behind the hash it reaches no server's log and no referrer.
  return { link: `${ctx.portal.url}/sign-in/link#${token}`, expiresAt };
}

/**
 * Somebody forgot their password. Whoever asks gets the same answer at once, whether the address is anybody's or
 * not: what is done for it is done afterwards. Throws PRECONDITION_FAILED where the lab has no mail server.
 */
export async function askForLink(ctx: ServiceContext, { email }: { email: string }): Promise<void> {
  if (ctx.outbound.smtpUrl === null)
    throw new ServiceError(
      'PRECONDITION_FAILED',
      'This portal sends no mail. An admin of your lab can make you a link.',
    );
  inBackground(ctx, 'a mail for a forgotten password was not sent', mailLink(ctx, email));
}

async function mailLink(ctx: ServiceContext, email: string): Promise<void> {
  const user = await ctx.db.user.findUnique({ where: { email } });
  if (!user || user.deactivatedAt) return;
  const since = new Date(ctx.now().getTime() - LINK_MS);
  const made = await withTransaction(ctx, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "User" WHERE id = ${user.id} FOR UPDATE`;
    const sent = await tx.signInLink.count({
      where: { userId: user.id, kind: 'forgot', createdAt: { gt: since } },
    });
    if (sent >= MAILS_AN_HOUR) return null;
    await emitAudit(ctx, tx, {
      action: 'member.ask-link',
      ...about(user),
    });
    return writeLink(ctx, tx, { userId: user.id, kind: 'forgot', madeById: null, clearsSecondFactor: false });
  });
  if (!made) return;
  const refusal = await postMail(ctx, {
    to: user.email,
    subject: 'A new password for Espalier',
    messageId: randomUUID(),
    text: [
      `Hello ${user.name},`,
      'somebody, most likely you, asked for a new password. This link sets one; it works once, for an hour:',
      made.link,
      'If it was not you, nothing has to be done: your password stays as it is.',
    ].join('\n\n'),
  });
  if (refusal !== null) throw new Error(`The mail server did not take it: ${refusal}`);
}

/** For who can’t get in: told once, to be handed over by whoever made it. */
export async function makeSignInLink(
  ctx: ServiceContext,
  { userId, clearsSecondFactor }: z.output<typeof MakeLinkInput>,
): Promise<z.output<typeof MadeLink>> {
  authorize(ctx, 'member:manage');
  const actor = requireUser(ctx);
  await requireFreshSignIn(ctx);
  return withTransaction(ctx, async (tx) => {
    const user = await tx.user.findUnique({ where: { id: userId } });
    if (!user) throw new ServiceError('NOT_FOUND', 'This person is not in the lab any more.');
    if (user.role === 'owner' && actor.role !== 'owner')
      throw new ServiceError('FORBIDDEN', 'Only an owner of the lab can make a link for an owner.');
    if (user.deactivatedAt)
      throw new ServiceError('PRECONDITION_FAILED', `${user.name} is deactivated. Bring them back first.`);
    await emitAudit(ctx, tx, {
      action: 'member.make-link',
      ...about(user),
      after: { clearsSecondFactor },
    });
    return writeLink(ctx, tx, { userId, kind: 'made', madeById: actor.id, clearsSecondFactor });
  });
}

/**
 * For whoever is at the server, where the portal need not run: the owner's password, codes and passkeys are all lost at
 * worst. `email` is needed where there are several owners.
 */
export async function makeOwnerLink(
  db: Database,
  { email, url }: { email: string | null; url: string },
): Promise<{ name: string; link: string } | { refusal: string }> {
  const owners = await db.user.findMany({
    where: { role: 'owner', deactivatedAt: null },
    orderBy: { email: 'asc' },
  });
  const fitting = owners.filter((it) => email === null || it.email === email);
  const [owner] = fitting;
  if (!owner || fitting.length > 1)
    return {
      refusal: whichOwner(
        owners.map((it) => it.email),
        email,
      ),
    };
  const [clock] = await db.$queryRaw<{ now: Date }[]>`SELECT now() AS now`;
  const now = () => clock!.now;
  return db.$transaction(async (tx) => {
    const actor: Actor = { kind: 'system', name: 'Somebody at the server' };
    await emitAudit({ actor, now, requestId: null }, tx, {
      action: 'member.make-link',
      ...about(owner),
      after: { clearsSecondFactor: true, way: 'command' },
    });
    const link = { userId: owner.id, kind: 'command', madeById: null, clearsSecondFactor: true } as const;
    return { name: owner.name, link: (await writeLink({ now, portal: { url } }, tx, link)).link };
  });
}

function whichOwner(emails: readonly string[], asked: string | null): string {
  if (emails.length === 0) return 'This lab has no owner yet: npm start prints the link that sets it up.';
  const command = `npm run reset-owner -- ${emails[0]}`;
  const why = asked === null ? 'This lab has several owners' : `${asked} is no owner of this lab`;
  return `${why}. Say which, as ${command}. Owners: ${emails.join(', ')}.`;
}

const noLink = () =>
  new ServiceError('NOT_FOUND', 'This link works no more: each does once, for an hour. Ask for a new one.');

/** Whose it is, for the page it opens. Who holds it may know. Throws NOT_FOUND. */
export async function whoseLink(
  ctx: ServiceContext,
  { token }: { token: string },
): Promise<{ name: string; email: string }> {
  const link = await ctx.db.signInLink.findFirst({
    where: { tokenHash: hashOfToken(token), usedAt: null, expiresAt: { gt: ctx.now() } },
    select: { user: { select: { name: true, email: true } } },
  });
  if (!link) throw noLink();
  return link.user;
}

/**
 * Sets the password that was chosen, once, and ends every sign-in there was. Gives whose it is: the caller signs
 * them in. Throws NOT_FOUND and VALIDATION; a password that is refused leaves the link as it was.
 */
export async function useSignInLink(
  ctx: ServiceContext,
  { token, password }: z.output<typeof UseLinkInput>,
): Promise<{ userId: string }> {
  const { name, email } = await whoseLink(ctx, { token });
  await checkPassword(password, [name, email]);
  const passwordHash = await hashOfPassword(password);
  return withTransaction(ctx, async (tx, afterCommit) => {
    const now = ctx.now();
    const [link] = await tx.signInLink.updateManyAndReturn({
      where: { tokenHash: hashOfToken(token), usedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
    });
    if (!link) throw noLink();
    const { userId, clearsSecondFactor, kind } = link;
    const user = await tx.user.findUniqueOrThrow({ where: { id: userId } });
    await setPassword(tx, userId, passwordHash);
    if (clearsSecondFactor) await removeSecondFactors(tx, userId);
    const { count } = await tx.signIn.deleteMany({ where: { userId } });
    await emitAudit(asPerson(ctx, user), tx, {
      action: 'member.use-link',
      ...about(user),
      before: { signIns: count },
      after: { way: kind, clearsSecondFactor },
    });
    afterCommit(() => ctx.bus.emit('member.changed', { userId }));
    return { userId };
  });
}

/** Who came by another way so far has none yet. */
async function setPassword(tx: Transaction, userId: string, password: string): Promise<void> {
  const of = { userId, providerId: 'credential' };
  const { count } = await tx.account.updateMany({ where: of, data: { password } });
  if (count === 0)
    await tx.account.create({ data: { id: randomUUID(), accountId: userId, ...of, password } });
}
