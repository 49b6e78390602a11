import { beforeEach, expect, test } from 'vitest';
import { withTransaction } from '../../context.ts';
import { actingAs, actorOfUser, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeUser } from '../../testing/factories.ts';
import {
  addWebhook,
  listDeliveries,
  listNotifications,
  listWebhooks,
  markAllRead,
  markRead,
  notify,
  pruneNotifications,
  readMailState,
  readPreferences,
  readUnread,
  savePreference,
  setWebhook,
  type Word,
} from './index.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
let ctx: TestContext;
let ines: TestContext;
let inesId: string;
beforeEach(async () => {
  ctx = await makeTestContext({ now: NOW });
  await ctx.db.notification.deleteMany();
  await ctx.db.webhook.deleteMany();
  const user = await makeUser(ctx.db, { name: 'Ines' });
  inesId = user.id;
  ines = { ...ctx, actor: actorOfUser(user) };
});

let counter = 0;
const tell = (more: Partial<Word> = {}) =>
  withTransaction(ctx, (tx, afterCommit) =>
    notify(ctx, tx, afterCommit, [
      {
        personId: inesId,
        kind: 'booking.cancelled',
        title: `Word ${++counter}`,
        text: 'Text',
        link: '/bookings/x',
        dedupeKey: `word ${counter}`,
        ...more,
      },
    ]),
  );
const titles = async (who = ines, unreadOnly = false) =>
  (await listNotifications(who, { limit: 50, unreadOnly })).rows.map((it) => it.title);
const ways = async () =>
  (await ctx.db.notificationDelivery.findMany({ orderBy: { channel: 'asc' } })).map((it) => it.channel);

test('one’s own, newest first, page by page; read and unread again; nobody else’s', async () => {
  for (const title of ['first', 'second', 'third']) {
    ctx.clock.now = new Date(ctx.now().getTime() + 60_000);
    await tell({ title });
  }
  const page = await listNotifications(ines, { limit: 2, unreadOnly: false });
  expect(page.rows.map((it) => it.title)).toEqual(['third', 'second']);
  const rest = await listNotifications(ines, { limit: 2, unreadOnly: false, cursor: page.nextCursor });
  expect([rest.rows.map((it) => it.title), rest.nextCursor]).toEqual([['first'], null]);
  expect(await readUnread(ines)).toMatchObject({ count: 3, newest: { title: 'third' } });
  const [third, second] = page.rows;
  await markRead(ines, { id: second!.id, read: true });
  expect(await titles(ines, true)).toEqual(['third', 'first']);
  await markRead(ines, { id: second!.id, read: false });
  expect((await readUnread(ines)).count).toBe(3);

  const other = await actingAs(ctx, 'member');
  expect(await titles(other)).toEqual([]);
  await expect(markRead(other, { id: third!.id, read: true })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await markAllRead(other, { until: ctx.now() })).toEqual({ count: 0 });
  // What came after one looked stays unread.
  expect(await markAllRead(ines, { until: second!.createdAt })).toEqual({ count: 2 });
  expect(await titles(ines, true)).toEqual(['third']);
});

test('each kind goes the ways its person chose; what one did oneself is sent and fills no inbox', async () => {
  await tell({ kind: 'booking.confirmed' });
  expect([await titles(), await ways()]).toEqual([[], ['email']]);
  expect(ctx.events).toEqual([]);
  await tell({ kind: 'booking.ending', title: 'Ends soon' });
  expect([await titles(), await ways()]).toEqual([['Ends soon'], ['email']]);
  expect(ctx.events).toEqual([{ event: 'notification.added', payload: { personId: inesId } }]);
  await savePreference(ines, { kind: 'booking.ending', app: false, email: true, webhook: false });
  await addWebhook(ines, { whose: 'mine', url: 'https://hooks.example/ines' });
  await tell({ kind: 'booking.ending' });
  expect([await titles(), await ways()]).toEqual([['Ends soon'], ['email', 'email']]);
  expect((await readPreferences(ines)).ways['booking.ending']).toEqual({
    app: false,
    email: true,
    webhook: false,
  });
  await addWebhook(await actingAs(ctx, 'admin'), { whose: 'lab', url: 'https://hooks.example/lab' });
  await tell({ kind: 'booking.cancelled' });
  expect(await ways()).toEqual(['email', 'email', 'email', 'webhook', 'webhook']);
});

test('the same word told by two at once is one, with one of each delivery', async () => {
  await Promise.all([1, 2, 3, 4].map(() => tell({ dedupeKey: 'the same' })));
  expect([(await titles()).length, await ways()]).toEqual([1, ['email']]);
});

test('the lab’s webhooks are for who keeps them, one’s own for oneself, and there is an end to how many', async () => {
  const admin = await actingAs(ctx, 'admin');
  await expect(addWebhook(ines, { whose: 'lab', url: 'https://hooks.example/' })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
  const lab = await addWebhook(admin, { whose: 'lab', url: 'https://hooks.example/secret-path' });
  await expect(setWebhook(ines, { id: lab.id, active: false })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const mine = await addWebhook(ines, { whose: 'mine', url: 'https://hooks.example/a' });
  await expect(setWebhook(admin, { id: mine.id, active: false })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  for (const name of ['b', 'c', 'd', 'e'])
    await addWebhook(ines, { whose: 'mine', url: `https://hooks.example/${name}` });
  await expect(addWebhook(ines, { whose: 'mine', url: 'https://hooks.example/f' })).rejects.toMatchObject({
    code: 'LIMIT_EXCEEDED',
  });
  expect(await listWebhooks(admin, { whose: 'lab', limit: 20 })).toMatchObject([{ id: lab.id }]);
  const audit = await ctx.db.auditEntry.findMany({ where: { objectType: 'webhook', objectId: lab.id } });
  expect(audit).toMatchObject([{ action: 'webhook.add', objectName: 'hooks.example' }]);
  expect(JSON.stringify(audit)).not.toContain('secret-path');
});

test('an admin sees that mail went to somebody, and not what they were told', async () => {
  await tell({ title: 'Private' });
  const admin = await actingAs(ctx, 'admin');
  const { rows } = await listDeliveries(admin, { whose: 'lab', limit: 10 });
  expect(rows).toMatchObject([{ personName: 'Ines', kind: 'booking.cancelled', title: null, state: 'due' }]);
  expect((await listDeliveries(ines, { whose: 'mine', limit: 10 })).rows).toMatchObject([
    { title: 'Private', personName: null },
  ]);
  ctx.outbound = {
    ...ctx.outbound,
    smtpUrl: 'smtps://lab:very-secret@mail.example:465',
    mailFrom: 'l@e.org',
  };
  const state = await readMailState({ ...admin, outbound: ctx.outbound });
  expect(state).toMatchObject({ server: 'mail.example:465', waiting: 1, failed: 0, lastSentAt: null });
  expect(JSON.stringify(state)).not.toContain('very-secret');
});

test('after three months it is gone, with what became of it', async () => {
  await tell();
  ctx.clock.now = new Date(NOW.getTime() + 89 * 86_400_000);
  expect(await pruneNotifications(ctx)).toEqual({ deleted: 0 });
  ctx.clock.now = new Date(NOW.getTime() + 91 * 86_400_000);
  expect(await pruneNotifications(ctx)).toEqual({ deleted: 1 });
  expect(await ctx.db.notificationDelivery.count()).toBe(0);
});
