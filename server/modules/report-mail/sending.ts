import { formatDays } from '@/shared/domain/format.ts';
import { can } from '@/shared/domain/permissions.ts';
import { reportMailLink } from '@/shared/domain/report-mail-words.ts';
import { spanTitle } from '@/shared/domain/report-period.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { Role } from '@/shared/schemas/member.ts';
import type { AfterCommit, ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { emitAudit } from '../audit/index.ts';
import { notify } from '../notifications/index.ts';

const KEPT_MS = 90 * 86_400_000;

export const reportKey = (sendingId: string): string => `report.sent ${sendingId}`;

type Sending = {
  view: { id: string; name: string; query: string; owner: { id: string; role: Role } };
  span: Span;
  timeZone: string;
  dueAt: Date | null;
  missed: number;
  personIds: readonly string[];
};

/** Writes down that a report goes out, and puts a mail for each of its readers into the outbox; once for one `dueAt`. */
export async function sendReport(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { view, span, timeZone, dueAt, missed, personIds }: Sending,
): Promise<void> {
  const now = ctx.now();
  await tx.reportSending.deleteMany({
    where: { viewId: view.id, createdAt: { lt: new Date(now.getTime() - KEPT_MS) } },
  });
  const [sending] = await tx.reportSending.createManyAndReturn({
    data: [
      {
        viewId: view.id,
        fromAt: span.from,
        toAt: span.to,
        dueAt,
        missed,
        personIds: [...personIds],
        createdAt: now,
      },
    ],
    skipDuplicates: true,
    select: { id: true },
  });
  if (!sending) return;
  const people = await tx.user.findMany({
    where: { id: { in: [...personIds] }, deactivatedAt: null },
    select: { id: true, name: true, role: true },
    orderBy: { id: 'asc' },
  });
  const readers = people.filter(
    (it) =>
      can({ kind: 'user', id: it.id, role: it.role }, 'report:read') &&
      (it.id === view.owner.id || can({ kind: 'user', ...view.owner }, 'member:read')),
  );
  const title = spanTitle(span, timeZone);
  const days = formatDays(span.from, span.to.getTime() - 1, timeZone);
  await notify(
    ctx,
    tx,
    afterCommit,
    readers.map((it) => ({
      personId: it.id,
      kind: 'report.sent' as const,
      title: `${view.name}: ${title}`,
      text: `The report “${view.name}” of ${days} (${timeZone}).`,
      link: reportMailLink(view.query, span),
      dedupeKey: reportKey(sending.id),
    })),
  );
  await emitAudit(ctx, tx, {
    action: 'report.send',
    objectType: 'report',
    objectId: view.id,
    objectName: view.name,
    after: { from: span.from, to: span.to, people: readers.map((it) => it.name) },
  });
}
