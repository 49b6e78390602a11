import { reportMailRefusal } from '@/shared/domain/report-mail-words.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';

export const WITH_OWNER = {
  id: true,
  name: true,
  query: true,
  owner: { select: { id: true, name: true, role: true } },
} as const;

/** One of one's own saved reports; throws NOT_FOUND for anything else. */
export async function ownReport(ctx: ServiceContext, tx: Pick<Transaction, 'savedView'>, id: string) {
  authorize(ctx, 'report:read');
  const view = await tx.savedView.findFirst({
    where: { id, page: 'reports', ownerId: requireUser(ctx).id },
    select: WITH_OWNER,
  });
  if (!view) throw new ServiceError('NOT_FOUND', 'That saved report is gone.');
  return view;
}

/** Throws CONFLICT where nothing would go out. */
export function assertSendable(ctx: ServiceContext, { query }: { query: string }): void {
  const refusal = reportMailRefusal(query);
  if (refusal) throw new ServiceError('CONFLICT', refusal);
  if (ctx.outbound.smtpUrl === null)
    throw new ServiceError(
      'CONFLICT',
      'No mail server is set up, so nothing would be sent. Whoever runs the portal sets ESPALIER_SMTP_URL and ESPALIER_MAIL_FROM.',
    );
}
