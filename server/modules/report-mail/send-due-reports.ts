import {
  lastSending,
  missedSendings,
  nextSending,
  type Rhythm,
  sentSpan,
} from '@/shared/domain/report-schedule.ts';
import { type ServiceContext, withTransaction } from '../../context.ts';
import { readTimeZone } from '../energy/index.ts';
import { WITH_OWNER } from './own-report.ts';
import { sendReport } from './sending.ts';

type Due = { viewId: string };

/**
 * Sends what fell due, in whichever portal looks first: the row is locked, and put off to its next time in the same
 * transaction. What fell due several times while no portal ran goes out once, for the newest of them.
 */
export async function sendDueReports(ctx: ServiceContext): Promise<void> {
  let isMore = true;
  while (isMore) isMore = await sendNext(ctx);
}

async function sendNext(ctx: ServiceContext): Promise<boolean> {
  const now = ctx.now();
  const timeZone = await readTimeZone(ctx);
  return withTransaction(ctx, async (tx, afterCommit) => {
    const [due] = await tx.$queryRaw<Due[]>`
      SELECT "viewId" FROM "ReportSchedule" WHERE "nextAt" <= ${now}
      ORDER BY "nextAt", "viewId" LIMIT 1 FOR UPDATE SKIP LOCKED`;
    if (!due) return false;
    const { view, nextAt, personIds, ...row } = await tx.reportSchedule.findUniqueOrThrow({
      where: due,
      include: { view: { select: WITH_OWNER } },
    });
    const rhythm = { ...row, every: row.every as Rhythm };
    const dueAt = lastSending(rhythm, now, timeZone);
    await tx.reportSchedule.update({ where: due, data: { nextAt: nextSending(rhythm, now, timeZone) } });
    // The lab's zone was changed meanwhile: it is due at its own hour there.
    if (dueAt < nextAt) return true;
    const missed = missedSendings(rhythm, nextAt, dueAt, timeZone);
    const span = sentSpan(rhythm.every, dueAt, timeZone);
    await sendReport(ctx, tx, afterCommit, { view, span, timeZone, dueAt, missed, personIds });
    return true;
  });
}
