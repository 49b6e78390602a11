import { afterEach, beforeEach, expect, test } from 'vitest';
import { actorOfUser, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeBooking, makeLab, makeMachine, makeTariff, makeUser } from '../../testing/factories.ts';
import { type MailServer, refuseWith, startMailServer } from '../../testing/mail-server.ts';
import { deliverDue, savePreference } from '../notifications/index.ts';
import { deleteView, saveView } from '../register/index.ts';
import {
  readReportMail,
  reportMailWriters,
  saveReportSchedule,
  sendDueReports,
  sendReportNow,
  stopReportSchedule,
} from './index.ts';

type Person = Awaited<ReturnType<typeof makeUser>>;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Friday; each Monday at 08:00 in Kolkata is 02:30 of the day that is Monday there. */
const NOW = new Date('2026-11-27T12:00:00Z');
const DUE = new Date('2026-11-30T02:30:00Z');
let ctx: TestContext;
let server: MailServer | null;
let ines: Person;
beforeEach(async () => {
  server = null;
  ctx = await makeTestContext({ now: NOW });
  await ctx.db.savedView.deleteMany();
  await ctx.db.notification.deleteMany();
  await makeLab(ctx.db, { timeZone: 'Asia/Kolkata' });
  await makeTariff(ctx.db, { machineHourPrice: 2, currency: 'EUR' });
  ines = await makeUser(ctx.db, { name: 'Ines', role: 'member' });
});
afterEach(() => server?.close());

async function mailServer(options: Parameters<typeof startMailServer>[0] = {}): Promise<MailServer> {
  server = await startMailServer(options);
  ctx.outbound = { ...ctx.outbound, smtpUrl: server.url, mailFrom: 'Espalier <lab@lab.example>' };
  return server;
}
const as = (person: Person) => ({ ...ctx, actor: actorOfUser(person) });
const deliver = (options: Parameters<typeof reportMailWriters>[0] = {}) =>
  deliverDue(ctx, { writers: reportMailWriters(options) });
const saveReport = (query = '/reports?period=week') =>
  saveView(as(ines), { page: 'reports', name: 'Our week', query, shared: false });
const MONDAYS = { every: 'week', weekday: 1, hour: 8 } as const;
async function schedule(personIds: string[], query?: string) {
  const { id: viewId } = await saveReport(query);
  await saveReportSchedule(as(ines), { viewId, ...MONDAYS, personIds });
  return viewId;
}
const history = async (viewId: string) => (await readReportMail(as(ines), { viewId })).sendings;

test('it goes out once at its hour from many portals, with its figures, its link and its rows', async () => {
  const { mails } = await mailServer();
  const machine = await makeMachine(ctx.db, { name: 'Anjou' });
  await makeBooking(ctx.db, {
    machineIds: [machine.id],
    personId: ines.id,
    startsAt: new Date('2026-11-25T08:00:00Z'),
    endsAt: new Date('2026-11-25T11:00:00Z'),
    purpose: '=cmd|calc',
  });
  const viewId = await schedule([ines.id]);
  expect((await readReportMail(as(ines), { viewId })).schedule).toMatchObject({ nextAt: DUE });
  ctx.clock.now = new Date(DUE.getTime() - 1);
  await sendDueReports(ctx);
  expect(await history(viewId)).toEqual([]);
  ctx.clock.now = DUE;
  await Promise.all([sendDueReports(ctx), sendDueReports(ctx), sendDueReports(ctx)]);
  await Promise.all([deliver(), deliver()]);
  expect(mails).toHaveLength(1);
  const [mail] = mails;
  expect(mail).toMatchObject({
    subject: 'Our week: 23 to 29 Nov 2026',
    to: { value: [{ address: ines.email }] },
  });
  const text = mail!.text!;
  expect(text).toContain('23 to 29 Nov 2026, Asia/Kolkata, the whole lab’s real machines');
  expect(text).toContain('Booked:      3 h of machine time');
  expect(text).toContain('Energy:      not measured (0 of 1 Mac measured)');
  expect(text).toContain('Cost:        €6.00, electricity not measured');
  expect(text).toContain('Ines has it sent every Monday at 08:00, Asia/Kolkata.');
  expect(text).not.toContain('comes late');
  expect(text.replaceAll('\n', '')).toContain(
    'https://lab.example/reports?from=2026-11-22T18%3A30%3A00.000Z&to=2026-11-29T18%3A30%3A00.000Z',
  );
  const [file] = mail!.attachments;
  expect(file!.filename).toBe('espalier-use-2026-11-23-to-2026-11-29.csv');
  expect(file!.content.toString()).toMatch(/^\uFEFFrow,simulated,[^]*'=cmd\|calc/);
  expect(await history(viewId)).toMatchObject([
    { dueAt: DUE, missed: 0, people: [{ name: 'Ines', state: 'sent', attempts: 1 }] },
  ]);
  const told = await ctx.db.auditEntry.findMany({ where: { objectId: viewId }, orderBy: { at: 'asc' } });
  expect(told.map((it) => [it.actorKind, it.action])).toEqual([
    ['user', 'report.schedule'],
    ['system', 'report.send'],
  ]);
});

test('after weeks without a portal the newest alone goes out, once, and says that it is late', async () => {
  const { mails } = await mailServer();
  const viewId = await schedule([ines.id]);
  ctx.clock.now = new Date(DUE.getTime() + 16 * DAY_MS);
  await sendDueReports(ctx);
  await sendDueReports(ctx);
  await deliver();
  expect(mails.map((it) => it.subject)).toEqual(['Our week: 7 to 13 Dec 2026']);
  expect(mails[0]!.text!.replaceAll('\n', ' ')).toContain(
    'It was due Mon 14 Dec, 08:00 GMT+5:30 and comes late: no portal of the lab ran then. 2 ones before it are not sent',
  );
  const { schedule: after } = await readReportMail(as(ines), { viewId });
  expect(after!.nextAt).toEqual(new Date('2026-12-21T02:30:00Z'));
});

test('each gets what their own rights let them have; who left, or wants no mail, gets none', async () => {
  const { mails } = await mailServer();
  const [viewer, quiet, gone] = [
    await makeUser(ctx.db, { name: 'Vera', role: 'viewer' }),
    await makeUser(ctx.db, { name: 'Quinn', role: 'member' }),
    await makeUser(ctx.db, { name: 'Gus', role: 'member' }),
  ];
  const viewId = await schedule([ines.id, viewer.id, quiet.id, gone.id]);
  await savePreference(as(quiet), { kind: 'report.sent', app: false, email: false, webhook: false });
  await ctx.db.user.delete({ where: { id: gone.id } });
  ctx.clock.now = DUE;
  await sendDueReports(ctx);
  await deliver();
  const filesOf = (email: string) =>
    mails.find((it) => JSON.stringify(it.to).includes(email))?.attachments.length;
  expect([filesOf(ines.email), filesOf(viewer.email), mails.length]).toEqual([1, 0, 2]);
  const [sending] = await history(viewId);
  expect(sending!.people.map((it) => [it.name, it.state])).toEqual([
    ['Ines', 'sent'],
    ['Vera', 'sent'],
    ['Quinn', 'not_by_mail'],
    ['Somebody who left', 'left_out'],
  ]);
  // One who may no longer see the lab's people sends to nobody but themself.
  await ctx.db.user.update({ where: { id: ines.id }, data: { role: 'viewer' } });
  ctx.clock.now = new Date(DUE.getTime() + 7 * DAY_MS);
  await sendDueReports(ctx);
  await deliver();
  expect(mails).toHaveLength(3);
});

test('what the mail server puts off is tried again, and shown with its answer', async () => {
  let isWell = false;
  const { mails } = await mailServer({
    onMail: () => {
      if (!isWell) throw refuseWith(451, 'Come back later');
    },
  });
  const { id: viewId } = await saveReport();
  await sendReportNow(as(ines), { viewId, every: 'month' });
  await deliver({ mostFileBytes: 10 });
  const [waiting] = await history(viewId);
  expect(waiting).toMatchObject({ dueAt: null, people: [{ state: 'due', attempts: 1 }] });
  expect(waiting!.people[0]!.answer).toContain('Come back later');
  isWell = true;
  ctx.clock.now = new Date(NOW.getTime() + MINUTE_MS);
  await deliver({ mostFileBytes: 10 });
  expect(mails.map((it) => it.subject)).toEqual(['Our week: October 2026']);
  expect(mails[0]!.attachments).toEqual([]);
  expect(mails[0]!.text).toContain('are not attached');
  expect(await history(viewId)).toMatchObject([{ people: [{ state: 'sent', attempts: 2 }] }]);
});

test('nothing pretends: without a mail server, of another’s report, or of what a mail cannot hold', async () => {
  const { id: viewId } = await saveReport();
  const wish = { viewId, ...MONDAYS, personIds: [ines.id] };
  await expect(saveReportSchedule(as(ines), wish)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('ESPALIER_SMTP_URL'),
  });
  await mailServer();
  const other = await makeUser(ctx.db, { role: 'admin' });
  await expect(sendReportNow(as(other), { viewId, every: 'week' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  await saveReportSchedule(as(ines), wish);
  await expect(deleteView(as(ines), { id: viewId })).rejects.toMatchObject({ code: 'CONFLICT' });
  await stopReportSchedule(as(ines), { viewId });
  ctx.clock.now = DUE;
  await sendDueReports(ctx);
  expect(await history(viewId)).toEqual([]);
  await saveReport('/reports/reliability?period=week');
  await expect(saveReportSchedule(as(ines), wish)).rejects.toMatchObject({ code: 'CONFLICT' });
});
