import { clipText } from '@/shared/domain/clip-text.ts';
import { formatDateTime } from '@/shared/domain/format.ts';
import type { ServiceContext } from '../../context.ts';
import { postMail } from '../notifications/index.ts';
import { invitationInclude } from './invitations.ts';

/** Sends its link once, and notes with it what the mail server said; the link itself is kept nowhere. */
export async function mailInvitation(
  ctx: ServiceContext,
  { id, link }: { id: string; link: string },
): Promise<void> {
  const [row, lab] = await Promise.all([
    ctx.db.invitation.findUnique({ where: { id }, include: invitationInclude }),
    ctx.db.lab.findUniqueOrThrow({ where: { id: 'lab' } }),
  ]);
  if (!row || row.email === null) return;
  const until = `${formatDateTime(row.expiresAt, lab.timeZone, ctx.now())} (${lab.timeZone})`;
  const failure = await postMail(ctx, {
    to: row.email,
    subject: `${row.createdBy.name} invites you to ${lab.name}`,
    text: [
      `${row.createdBy.name} invites you to ${lab.name}, a lab that shares its Macs with Espalier.`,
      `Open this link to choose a name and a password. It works once, until ${until}:`,
      link,
      'If you did not expect it, leave it: nothing happens without you.',
    ].join('\n\n'),
    messageId: `invitation-${row.id}-${row.createdAt.getTime()}`,
  });
  // Only of this link: it may have been renewed meanwhile.
  await ctx.db.invitation.updateMany({
    where: { id, tokenHash: row.tokenHash },
    data: failure === null ? { mailedAt: ctx.now() } : { mailFailure: clipText(failure, 300) },
  });
}
