import type * as z from 'zod';
import { reportMailRefusal } from '@/shared/domain/report-mail-words.ts';
import type { Rhythm } from '@/shared/domain/report-schedule.ts';
import {
  LISTED_SENDINGS,
  type ListReportSchedulesInput,
  type OfViewInput,
  type ReportMail,
  type ReportScheduleRow,
  type ReportSending,
  type SendingToOne,
} from '@/shared/schemas/report-mail.ts';
import { authorize, may, requireUser, type ServiceContext } from '../../context.ts';
import { readTimeZone } from '../energy/index.ts';
import { ownReport } from './own-report.ts';
import { reportKey } from './sending.ts';

const MOST_PEOPLE = 1000;

/** How one of one's own saved reports goes out, to whom, and how its last sendings went. */
export async function readReportMail(
  ctx: ServiceContext,
  { viewId }: z.output<typeof OfViewInput>,
): Promise<z.output<typeof ReportMail>> {
  const view = await ownReport(ctx, ctx.db, viewId);
  const [timeZone, schedule, people, sendings] = await Promise.all([
    readTimeZone(ctx),
    ctx.db.reportSchedule.findUnique({ where: { viewId } }),
    ctx.db.user.findMany({
      where: { deactivatedAt: null, ...(!may(ctx, 'member:read') && { id: requireUser(ctx).id }) },
      select: { id: true, name: true },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      take: MOST_PEOPLE,
    }),
    listSendings(ctx, viewId),
  ]);
  return {
    refusal: reportMailRefusal(view.query),
    hasMailServer: ctx.outbound.smtpUrl !== null,
    timeZone,
    schedule: schedule && { ...schedule, every: schedule.every as Rhythm },
    people,
    sendings,
  };
}

/** Which of one's own saved reports go out by themselves. */
export async function listReportSchedules(
  ctx: ServiceContext,
  { limit }: z.output<typeof ListReportSchedulesInput>,
): Promise<z.output<typeof ReportScheduleRow>[]> {
  authorize(ctx, 'report:read');
  const rows = await ctx.db.reportSchedule.findMany({
    where: { view: { ownerId: requireUser(ctx).id } },
    orderBy: { viewId: 'asc' },
    take: limit,
  });
  return rows.map(({ personIds, every, ...row }) => ({
    ...row,
    every: every as Rhythm,
    people: personIds.length,
  }));
}

async function listSendings(ctx: ServiceContext, viewId: string): Promise<z.output<typeof ReportSending>[]> {
  const sendings = await ctx.db.reportSending.findMany({
    where: { viewId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: LISTED_SENDINGS,
  });
  const personIds = [...new Set(sendings.flatMap((it) => it.personIds))];
  const keys = sendings.flatMap((it) => it.personIds.map((id) => `${reportKey(it.id)} ${id}`));
  const [people, told] = await Promise.all([
    ctx.db.user.findMany({ where: { id: { in: personIds } }, select: { id: true, name: true } }),
    ctx.db.notification.findMany({
      where: { dedupeKey: { in: keys } },
      select: { dedupeKey: true, deliveries: { where: { channel: 'email' } } },
    }),
  ]);
  const nameOf = new Map(people.map((it) => [it.id, it.name]));
  const deliveriesOf = new Map(told.map((it) => [it.dedupeKey, it.deliveries]));
  return sendings.map(({ fromAt, toAt, personIds: ids, ...it }) => ({
    ...it,
    from: fromAt,
    to: toAt,
    people: ids.map((id) =>
      toOne(nameOf.get(id) ?? 'Somebody who left', deliveriesOf.get(`${reportKey(it.id)} ${id}`)),
    ),
  }));
}

type Mailed = {
  state: string;
  attempts: number;
  answer: string | null;
  sentAt: Date | null;
  nextAt: Date;
};

/** Nothing told: they were gone or might not read it; told without a mail: they chose not to get one. */
function toOne(name: string, mails: readonly Mailed[] | undefined): z.output<typeof SendingToOne> {
  const mail = mails?.[0];
  if (!mail)
    return {
      name,
      state: mails ? 'not_by_mail' : 'left_out',
      attempts: 0,
      answer: null,
      sentAt: null,
      nextAt: null,
    };
  const { attempts, answer, sentAt } = mail;
  const state = mail.state as 'due' | 'sent' | 'failed';
  return { name, state, attempts, answer, sentAt, nextAt: state === 'due' ? mail.nextAt : null };
}
