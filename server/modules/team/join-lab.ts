import type * as z from 'zod';
import type { JoinInput, OpenedInvitation } from '@/shared/schemas/invitation.ts';
import { askedFrom } from '../../asked-from.ts';
import { takeUse } from '../../auth/rate-limit.ts';
import { asPerson, type ServiceContext, withTransaction } from '../../context.ts';
import { isServiceError, ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { notify } from '../notifications/index.ts';
import { checkPassword } from './check-password.ts';
import { createAccount, hashOfPassword } from './internal.ts';
import { requireOpen } from './invitations.ts';

/** Wrong links from one address; a link has 256 bits, so this only keeps the log and the database quiet. */
const WRONG = { max: 30, windowMs: 10 * 60_000 };

async function countWrong(ctx: ServiceContext, error: unknown): Promise<never> {
  if (isServiceError(error) && error.code === 'NOT_FOUND') {
    const uses = await takeUse(ctx.db, `join:${askedFrom.getStore() ?? ''}`, WRONG, ctx.now().getTime());
    if (uses.count > WRONG.max)
      throw new ServiceError('LIMIT_EXCEEDED', 'Too many links that are none. Try again in ten minutes.');
  }
  throw error;
}

/** For whoever has the link: what it is an invitation to. Throws in words where it is none any more. */
export async function openInvitation(
  ctx: ServiceContext,
  { token }: { token: string },
): Promise<OpenedInvitation> {
  const row = await requireOpen(ctx, ctx.db, token).catch((error: unknown) => countWrong(ctx, error));
  const lab = await ctx.db.lab.findUniqueOrThrow({ where: { id: 'lab' } });
  return {
    labName: lab.name,
    timeZone: lab.timeZone,
    role: row.role,
    email: row.email,
    teamName: row.team?.name ?? null,
    invitedBy: row.createdBy.name,
    expiresAt: row.expiresAt,
    guestUntil: row.guestUntil,
  };
}

/** Makes the account that the link stands for, once, also when two use it at one moment. */
export async function joinLab(
  ctx: ServiceContext,
  input: z.output<typeof JoinInput>,
): Promise<{ email: string }> {
  await requireOpen(ctx, ctx.db, input.token).catch((error: unknown) => countWrong(ctx, error));
  await checkPassword(input.password, [input.name, input.email]);
  const passwordHash = await hashOfPassword(input.password);
  return withTransaction(ctx, async (tx, afterCommit) => {
    const open = await requireOpen(ctx, tx, input.token);
    const now = ctx.now();
    const claimed = await tx.invitation.updateMany({
      where: { id: open.id, tokenHash: open.tokenHash, usedAt: null, revokedAt: null },
      data: { usedAt: now },
    });
    // Used, renewed or taken back at this moment: the words for it are those of the row as it is now.
    if (claimed.count === 0) await requireOpen(ctx, tx, input.token);
    const { role, teamId, guestUntil } = open;
    const email = open.email ?? input.email;
    const { name } = input;
    const user = await createAccount(tx, { name, email, role, teamId, guestUntil, passwordHash });
    await tx.invitation.update({ where: { id: open.id }, data: { usedById: user.id } });
    await emitAudit(asPerson(ctx, { id: user.id, name, role, teamId }), tx, {
      action: 'member.join',
      objectType: 'member',
      objectId: user.id,
      objectName: name,
      after: { name, email, role, team: open.team?.name ?? null, invitedBy: open.createdBy.name, guestUntil },
    });
    await notify(ctx, tx, afterCommit, [
      {
        personId: open.createdBy.id,
        kind: 'member.joined',
        title: `${name} has joined the lab`,
        text: `By your invitation, as ${role}.`,
        link: '/settings/members',
        dedupeKey: `member.joined ${user.id}`,
      },
    ]);
    afterCommit(() => ctx.bus.emit('member.changed', { userId: user.id }));
    return { email: user.email };
  });
}
