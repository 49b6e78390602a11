import type { InviteInput } from '@/shared/schemas/invitation.ts';
import { authorize, inBackground, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { requireFreshSignIn } from '../../fresh-sign-in.ts';
import { hashOfToken, makeToken } from '../../secret-token.ts';
import { emitAudit } from '../audit/index.ts';
import { requireFree } from './internal.ts';
import { hasMail, invitationName, stateOf, invitationInclude } from './invitations.ts';
import { mailInvitation } from './mail-invitation.ts';

const DAY_MS = 86_400_000;
type Made = { id: string; link: string; isMailed: boolean };

/** Behind `#`, which browsers send nowhere: no log of a proxy and no portal's holds it. */
const linkOf = (ctx: ServiceContext, token: string): string => `${ctx.portal.url}/join#${token}`;

/**
 * Makes an invitation, and mails it where it has an address and the lab a mail server. Answers with its link, which
 * is told this once. Throws CONFLICT where the address has an account already.
 */
export async function invitePerson(ctx: ServiceContext, input: InviteInput): Promise<Made> {
  authorize(ctx, 'member:manage');
  const actor = requireUser(ctx);
  await requireFreshSignIn(ctx);
  if (input.role === 'owner' && actor.role !== 'owner')
    throw new ServiceError('FORBIDDEN', 'Only an owner of the lab can invite another owner.');
  const now = ctx.now();
  const { email, role, teamId, guestUntil } = input;
  if (guestUntil && guestUntil <= now)
    throw new ServiceError('VALIDATION', 'The last day of the visit is over already. Choose a later one.');
  if (guestUntil && role === 'owner')
    throw new ServiceError('VALIDATION', 'An owner is no guest. Choose another role, or no last day.');
  const token = makeToken();
  const made = await withTransaction(ctx, async (tx) => {
    if (email !== null) await requireFree(tx, email);
    const team = teamId === null ? null : await tx.team.findUnique({ where: { id: teamId } });
    if (teamId !== null && !team) throw new ServiceError('NOT_FOUND', 'There is no such team any more.');
    const expiresAt = new Date(now.getTime() + input.days * DAY_MS);
    const row = await tx.invitation.create({
      data: {
        tokenHash: hashOfToken(token),
        email,
        role,
        teamId,
        guestUntil,
        createdAt: now,
        createdById: actor.id,
        expiresAt,
      },
    });
    await emitAudit(ctx, tx, {
      action: 'invitation.make',
      objectType: 'invitation',
      objectId: row.id,
      objectName: invitationName(row),
      after: { role, team: team?.name ?? null, until: expiresAt, guestUntil },
    });
    return row;
  });
  return told(ctx, made, token);
}

/** A new link in place of the one before, which works no more; for as long again, mailed again. */
export async function renewInvitation(ctx: ServiceContext, { id }: { id: string }): Promise<Made> {
  authorize(ctx, 'member:manage');
  const actor = requireUser(ctx);
  const token = makeToken();
  const now = ctx.now();
  const renewed = await withTransaction(ctx, async (tx) => {
    const row = await lockInvitation(tx, id);
    const state = stateOf(row, now);
    if (state === 'used' || state === 'revoked')
      throw new ServiceError('PRECONDITION_FAILED', 'This invitation is over. Make another one.');
    if (row.role === 'owner' && actor.role !== 'owner')
      throw new ServiceError('FORBIDDEN', 'Only an owner of the lab can invite another owner.');
    if (row.email !== null) await requireFree(tx, row.email);
    const lengthMs = row.expiresAt.getTime() - row.createdAt.getTime();
    const expiresAt = new Date(now.getTime() + lengthMs);
    const after = await tx.invitation.update({
      where: { id },
      data: {
        tokenHash: hashOfToken(token),
        createdAt: now,
        createdById: actor.id,
        expiresAt,
        mailedAt: null,
        mailFailure: null,
      },
    });
    await emitAudit(ctx, tx, {
      action: 'invitation.renew',
      objectType: 'invitation',
      objectId: id,
      objectName: invitationName(row),
      before: { until: row.expiresAt },
      after: { until: expiresAt },
    });
    return after;
  });
  return told(ctx, renewed, token);
}

/** Its link works no more. Taking it back again changes nothing. */
export async function revokeInvitation(ctx: ServiceContext, { id }: { id: string }): Promise<void> {
  authorize(ctx, 'member:manage');
  await withTransaction(ctx, async (tx) => {
    const row = await lockInvitation(tx, id);
    if (row.usedAt)
      throw new ServiceError(
        'PRECONDITION_FAILED',
        `${row.usedBy?.name ?? 'Somebody'} has joined with it already. Deactivate their account instead.`,
      );
    if (row.revokedAt) return;
    await tx.invitation.update({ where: { id }, data: { revokedAt: ctx.now() } });
    await emitAudit(ctx, tx, {
      action: 'invitation.revoke',
      objectType: 'invitation',
      objectId: id,
      objectName: invitationName(row),
    });
  });
}

async function lockInvitation(tx: Transaction, id: string) {
  await tx.$queryRaw`SELECT id FROM "Invitation" WHERE id = ${id} FOR UPDATE`;
  const row = await tx.invitation.findUnique({ where: { id }, include: invitationInclude });
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such invitation.');
  return row;
}

function told(ctx: ServiceContext, row: { id: string; email: string | null }, token: string): Made {
  const link = linkOf(ctx, token);
  const isMailed = row.email !== null && hasMail(ctx);
  if (row.email !== null) {
    const sending = mailInvitation(ctx, { id: row.id, link });
    inBackground(ctx, 'an invitation could not be mailed', sending);
  }
  return { id: row.id, link, isMailed };
}
