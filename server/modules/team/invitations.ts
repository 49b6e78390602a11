import { can } from '@/shared/domain/permissions.ts';
import type { Invitation } from '@/shared/schemas/invitation.ts';
import type { Prisma } from '@/prisma/generated/client.ts';
import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { hashOfToken } from '../../secret-token.ts';

export const invitationInclude = {
  team: { select: { name: true } },
  createdBy: { select: { id: true, name: true, role: true, deactivatedAt: true } },
  usedBy: { select: { name: true } },
} satisfies Prisma.InvitationInclude;
export type InvitationRow = Prisma.InvitationGetPayload<{ include: typeof invitationInclude }>;

export function stateOf(row: InvitationRow, now: Date): Invitation['state'] {
  if (row.usedAt) return 'used';
  if (row.revokedAt) return 'revoked';
  return row.expiresAt <= now ? 'expired' : 'open';
}

/** Whether invitations with an address go out by mail. */
export const hasMail = ({ outbound }: Pick<ServiceContext, 'outbound'>): boolean =>
  outbound.smtpUrl !== null && outbound.mailFrom !== null;

export const toInvitation = (ctx: ServiceContext, row: InvitationRow, now: Date): Invitation => ({
  id: row.id,
  email: row.email,
  role: row.role,
  teamName: row.team?.name ?? null,
  guestUntil: row.guestUntil,
  createdAt: row.createdAt,
  createdByName: row.createdBy.name,
  expiresAt: row.expiresAt,
  state: stateOf(row, now),
  usedByName: row.usedBy?.name ?? null,
  mail: mailOf(row),
  mailFailure: row.mailFailure,
  isMailable: row.email !== null && hasMail(ctx),
});

function mailOf({ email, mailedAt, mailFailure }: InvitationRow): Invitation['mail'] {
  if (email === null) return 'none';
  if (mailFailure !== null) return 'failed';
  return mailedAt === null ? 'under_way' : 'sent';
}

/** How it is called in the audit and in words. */
export const invitationName = (row: { email: string | null }): string => row.email ?? 'whoever has the link';

/**
 * The invitation of this secret, while it may be used; else throws in words what is the matter with it and whom to
 * ask. It dies with the right of whoever made it.
 */
export async function requireOpen(
  ctx: ServiceContext,
  tx: Transaction,
  token: string,
): Promise<InvitationRow> {
  const row = await tx.invitation.findUnique({
    where: { tokenHash: hashOfToken(token) },
    include: invitationInclude,
  });
  if (!row)
    throw new ServiceError(
      'NOT_FOUND',
      'There is no such invitation. The link may be cut off, or a newer one was made in its place: ask whoever sent it.',
    );
  const { createdBy } = row;
  const ask = createdBy.deactivatedAt ? 'Ask an admin of the lab' : `Ask ${createdBy.name}`;
  const state = stateOf(row, ctx.now());
  if (state === 'used')
    throw over(
      'This invitation was used already. If it was you, sign in with your e-mail and password.',
      ask,
    );
  if (state === 'revoked') throw over('This invitation was taken back.', ask);
  if (state === 'expired') throw over('This invitation has expired.', ask);
  const mayInvite =
    !createdBy.deactivatedAt &&
    can({ kind: 'user', ...createdBy }, 'member:manage') &&
    (row.role !== 'owner' || createdBy.role === 'owner');
  if (!mayInvite)
    throw over('Whoever sent this invitation may not invite any more.', 'Ask an admin of the lab');
  if (row.guestUntil && row.guestUntil <= ctx.now()) throw over('The visit it was for is over.', ask);
  return row;
}

const over = (words: string, ask: string): ServiceError =>
  new ServiceError('PRECONDITION_FAILED', `${words} ${ask} for another one.`);
