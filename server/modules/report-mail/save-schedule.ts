import type * as z from 'zod';
import { nextSending } from '@/shared/domain/report-schedule.ts';
import { rhythmWords } from '@/shared/domain/report-mail-words.ts';
import type {
  OfViewInput,
  SaveReportScheduleInput,
  SendReportNowInput,
} from '@/shared/schemas/report-mail.ts';
import { sentSpan } from '@/shared/domain/report-schedule.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { readTimeZone } from '../energy/index.ts';
import { assertSendable, ownReport } from './own-report.ts';
import { sendReport } from './sending.ts';

/** Sends one of one's own reports by itself from now on; throws CONFLICT where nothing would go out. */
export async function saveReportSchedule(
  ctx: ServiceContext,
  { viewId, personIds: asked, ...rhythm }: z.output<typeof SaveReportScheduleInput>,
): Promise<void> {
  authorize(ctx, 'report:read');
  const personIds = [...new Set(asked)];
  if (personIds.some((it) => it !== requireUser(ctx).id)) authorize(ctx, 'member:read');
  const timeZone = await readTimeZone(ctx);
  await withTransaction(ctx, async (tx) => {
    const view = await ownReport(ctx, tx, viewId);
    assertSendable(ctx, view);
    const people = await namesOf(tx, personIds);
    if (people.length < personIds.length)
      throw new ServiceError('VALIDATION', 'Somebody you chose is not in the lab any more. Choose again.');
    const was = await tx.reportSchedule.findUnique({ where: { viewId } });
    const data = { ...rhythm, personIds, nextAt: nextSending(rhythm, ctx.now(), timeZone) };
    await tx.reportSchedule.upsert({ where: { viewId }, create: { viewId, ...data }, update: data });
    await emitAudit(ctx, tx, {
      action: 'report.schedule',
      objectType: 'report',
      objectId: viewId,
      objectName: view.name,
      before: was && (await sideOf(tx, was)),
      after: { when: rhythmWords(rhythm), people },
    });
  });
}

/** It goes out by itself no more. */
export async function stopReportSchedule(
  ctx: ServiceContext,
  { viewId }: z.output<typeof OfViewInput>,
): Promise<void> {
  authorize(ctx, 'report:read');
  await withTransaction(ctx, async (tx) => {
    const view = await ownReport(ctx, tx, viewId);
    const was = await tx.reportSchedule.findUnique({ where: { viewId } });
    if (!was) return;
    await tx.reportSchedule.delete({ where: { viewId } });
    await emitAudit(ctx, tx, {
      action: 'report.unschedule',
      objectType: 'report',
      objectId: viewId,
      objectName: view.name,
      before: await sideOf(tx, was),
      after: null,
    });
  });
}

/** Sends the last whole week or month to whoever asks. */
export async function sendReportNow(
  ctx: ServiceContext,
  { viewId, every }: z.output<typeof SendReportNowInput>,
): Promise<void> {
  authorize(ctx, 'report:read');
  const timeZone = await readTimeZone(ctx);
  await withTransaction(ctx, async (tx, afterCommit) => {
    const view = await ownReport(ctx, tx, viewId);
    assertSendable(ctx, view);
    const span = sentSpan(every, ctx.now(), timeZone);
    const personIds = [requireUser(ctx).id];
    await sendReport(ctx, tx, afterCommit, { view, span, timeZone, dueAt: null, missed: 0, personIds });
  });
}

async function namesOf(tx: Transaction, ids: readonly string[]): Promise<string[]> {
  const people = await tx.user.findMany({
    where: { id: { in: [...ids] } },
    select: { name: true },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  return people.map((it) => it.name);
}

async function sideOf(
  tx: Transaction,
  { every, weekday, hour, personIds }: { every: string; weekday: number; hour: number; personIds: string[] },
) {
  return {
    when: rhythmWords({ every: every === 'week' ? 'week' : 'month', weekday, hour }),
    people: await namesOf(tx, personIds),
  };
}
