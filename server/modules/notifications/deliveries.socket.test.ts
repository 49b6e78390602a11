import type { IncomingMessage } from 'node:http';
import { createHmac, randomUUID } from 'node:crypto';
import ICAL from 'ical.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { withTransaction } from '../../context.ts';
import { cancelBooking, createBooking } from '../bookings/index.ts';
import { actingAs, actorOfUser, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeLab, makeMachine, makeUser } from '../../testing/factories.ts';
import { type HookReceiver, startHookReceiver } from '../../testing/hook-receiver.ts';
import { type MailServer, refuseWith, startMailServer } from '../../testing/mail-server.ts';
import { addWebhook, deliverDue, listDeliveries, notify, setWebhook, testWebhook } from './index.ts';
import { requestPinned } from './request-pinned.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const MINUTE_MS = 60_000;
const MAIL_FROM = 'Espalier <lab@lab.example>';
let ctx: TestContext;
let open: { close(): Promise<void> }[] = [];
beforeEach(async () => {
  ctx = await makeTestContext({ now: NOW });
  await ctx.db.notification.deleteMany();
  await ctx.db.webhook.deleteMany();
  await makeLab(ctx.db);
});
afterEach(async () => {
  await Promise.all(open.map((it) => it.close()));
  open = [];
});

async function mailServer(options: Parameters<typeof startMailServer>[0] = {}): Promise<MailServer> {
  const server = await startMailServer(options);
  open.push(server);
  ctx.outbound = { ...ctx.outbound, smtpUrl: server.url, mailFrom: MAIL_FROM };
  return server;
}
async function receiver(...args: Parameters<typeof startHookReceiver>): Promise<HookReceiver> {
  const hook = await startHookReceiver(...args);
  open.push(hook);
  ctx.outbound = { ...ctx.outbound, allowPrivateHosts: ['127.0.0.1'] };
  return hook;
}
const as = (user: Parameters<typeof actorOfUser>[0]) => ({ ...ctx, actor: actorOfUser(user) });
const later = (minutes: number): void => {
  ctx.clock.now = new Date(ctx.now().getTime() + minutes * MINUTE_MS);
};
const tell = (personId: string, more: { title?: string; dedupeKey?: string } = {}) =>
  withTransaction(ctx, (tx, afterCommit) =>
    notify(ctx, tx, afterCommit, [
      {
        personId,
        kind: 'booking.reminder',
        title: 'It begins at 14:00',
        text: 'Anjou and Bosc are yours from then on.',
        link: '/bookings',
        dedupeKey: randomUUID(),
        ...more,
      },
    ]),
  );
const deliveries = () => ctx.db.notificationDelivery.findMany({ orderBy: { createdAt: 'asc' } });

describe('mail', () => {
  test('goes out once, from the lab, with its link, and under the id of its delivery', async () => {
    const server = await mailServer();
    const ines = await makeUser(ctx.db, { name: 'Ines', email: 'ines@lab.example' });
    await tell(ines.id, { dedupeKey: 'once' });
    await tell(ines.id, { dedupeKey: 'once' });
    await Promise.all([deliverDue(ctx), deliverDue(ctx), deliverDue(ctx)]);
    const [delivery, ...others] = await deliveries();
    expect(others).toEqual([]);
    expect(delivery).toMatchObject({ state: 'sent', attempts: 1, sentAt: NOW });
    expect(server.mails).toHaveLength(1);
    expect(server.mails[0]).toMatchObject({
      subject: 'It begins at 14:00',
      messageId: `<${delivery!.id}@lab.example>`,
      from: { value: [{ name: 'Espalier', address: 'lab@lab.example' }] },
      to: { value: [{ name: 'Ines', address: 'ines@lab.example' }] },
    });
    expect(server.mails[0]!.text).toContain('https://lab.example/bookings');
  });

  test('a server that says “later” is asked again after a minute, five, and so on, and given up in the end', async () => {
    let isWell = false;
    const server = await mailServer({
      onMail: () => {
        if (!isWell) throw refuseWith(451, 'Greylisted, come back later');
      },
    });
    const { id } = await makeUser(ctx.db);
    await tell(id);
    await deliverDue(ctx);
    expect(await deliveries()).toMatchObject([
      { state: 'due', attempts: 1, nextAt: new Date(NOW.getTime() + MINUTE_MS) },
    ]);
    expect((await deliveries())[0]!.answer).toContain('Greylisted');
    await deliverDue(ctx);
    expect((await deliveries())[0]!.attempts).toBe(1);
    for (const minutes of [1, 5, 30, 120]) {
      later(minutes);
      await deliverDue(ctx);
    }
    expect(await deliveries()).toMatchObject([{ state: 'due', attempts: 5 }]);
    const given = await ctx.db.notificationDelivery.findFirstOrThrow();
    isWell = true;
    later(720);
    await deliverDue(ctx);
    expect(await deliveries()).toMatchObject([{ state: 'sent', attempts: 6 }]);
    expect(server.mails.map((it) => it.messageId)).toEqual([`<${given.id}@lab.example>`]);
    isWell = false;
    await tell(id);
    for (const minutes of [0, 1, 5, 30, 120, 720]) {
      later(minutes);
      await deliverDue(ctx);
    }
    expect((await deliveries()).at(-1)).toMatchObject({ state: 'failed', attempts: 6 });
  });

  test('a server that does not come to an end is tried again', async () => {
    const held = Promise.withResolvers<void>();
    await mailServer({ onMail: () => held.promise });
    await tell((await makeUser(ctx.db)).id);
    await deliverDue(ctx, { mailMs: 500 });
    expect(await deliveries()).toMatchObject([{ state: 'due', attempts: 1, answer: 'no answer in 0.5 s' }]);
    held.resolve();
  });

  test('a mailbox that is not there is not tried again', async () => {
    await mailServer({
      onMail: () => {
        throw refuseWith(550, 'No such mailbox');
      },
    });
    await tell((await makeUser(ctx.db)).id);
    await deliverDue(ctx);
    expect(await deliveries()).toMatchObject([{ state: 'failed', attempts: 1 }]);
  });

  test('without a mail server it says so, and nothing waits for ever', async () => {
    const user = await makeUser(ctx.db);
    await tell(user.id);
    await deliverDue(ctx);
    const { rows } = await listDeliveries(as(user), { whose: 'mine', limit: 10 });
    expect(rows).toMatchObject([
      { state: 'failed', answer: 'No mail server is set up (ESPALIER_SMTP_URL).', nextAt: null },
    ]);
  });

  test('while the server is down a booking is made once, and its mail comes when the server is back', async () => {
    const down = await startMailServer();
    const { port } = new URL(down.url);
    await down.close();
    ctx.outbound = { ...ctx.outbound, smtpUrl: down.url, mailFrom: MAIL_FROM };
    const [user, machine] = [await makeUser(ctx.db), await makeMachine(ctx.db, { name: 'Anjou' })];
    const input = {
      id: randomUUID(),
      machineIds: [machine.id],
      startsAt: new Date('2026-11-25T09:00:00Z'),
      endsAt: new Date('2026-11-25T11:00:00Z'),
      purpose: 'Proof search',
    };
    await Promise.all([createBooking(as(user), input), createBooking(as(user), input)]);
    await deliverDue(ctx);
    expect(await ctx.db.booking.count({ where: { personId: user.id } })).toBe(1);
    expect(await deliveries()).toMatchObject([
      { state: 'due', attempts: 1, answer: expect.stringContaining('ECONNREFUSED') },
    ]);
    const server = await mailServer({ port: Number(port) });
    later(1);
    await deliverDue(ctx);
    expect(await deliveries()).toMatchObject([{ state: 'sent', attempts: 2 }]);
    expect(server.mails).toHaveLength(1);
    expect(server.mails[0]!.subject).toBe('Booked: “Proof search”');
  });

  test('a portal that stops in the middle leaves it to the next one, under the same Message-ID', async () => {
    const held = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    let isFirst = true;
    const server = await mailServer({
      onMail: async () => {
        if (!isFirst) return;
        isFirst = false;
        reached.resolve();
        await held.promise;
      },
    });
    await tell((await makeUser(ctx.db)).id);
    const stopping = new AbortController();
    const first = deliverDue(ctx, { stopping: stopping.signal });
    await reached.promise;
    // Another portal sees nothing to do while the first one has it.
    expect(await deliverDue(ctx)).toEqual({ sent: 0, failed: 0 });
    stopping.abort();
    await first;
    held.resolve();
    await expect.poll(() => server.mails.length).toBe(1);
    await deliverDue(ctx);
    expect(await deliveries()).toMatchObject([{ state: 'sent', attempts: 1 }]);
    expect(new Set(server.mails.map((it) => it.messageId)).size).toBe(1);
    expect(server.mails).toHaveLength(2);
  });

  test('one that was killed is taken over after two minutes, and what it says afterwards counts for nothing', async () => {
    const server = await mailServer();
    await tell((await makeUser(ctx.db)).id);
    // As a kill leaves it: claimed, and no word since.
    await ctx.db.notificationDelivery.updateMany({
      data: { attempts: 1, nextAt: new Date(NOW.getTime() + 2 * MINUTE_MS) },
    });
    expect(await deliverDue(ctx)).toEqual({ sent: 0, failed: 0 });
    later(2);
    expect(await deliverDue(ctx)).toEqual({ sent: 1, failed: 0 });
    expect(server.mails).toHaveLength(1);
    expect(await deliveries()).toMatchObject([{ state: 'sent', attempts: 2 }]);
  });

  test('what is rolled back is told to nobody', async () => {
    const user = await makeUser(ctx.db);
    const failing = withTransaction(ctx, async (tx, afterCommit) => {
      const word = { kind: 'booking.asked', title: 'A', text: 'B', link: null, dedupeKey: 'x' } as const;
      await notify(ctx, tx, afterCommit, [{ ...word, personId: user.id }]);
      throw new Error('later on');
    });
    await expect(failing).rejects.toThrow('later on');
    expect(await deliveries()).toEqual([]);
    expect(ctx.events).toEqual([]);
  });

  test('a booking comes with an invitation, and called off by somebody else with its end', async () => {
    const server = await mailServer();
    const user = await makeUser(ctx.db, { name: 'Ines' });
    const machine = await makeMachine(ctx.db, { name: 'Bosc' });
    const booking = await createBooking(as(user), {
      id: randomUUID(),
      machineIds: [machine.id],
      startsAt: new Date('2026-11-25T09:00:00Z'),
      endsAt: new Date('2026-11-25T11:00:00Z'),
      purpose: 'Proof search 🌳',
    });
    await deliverDue(ctx);
    await cancelBooking(await actingAs(ctx, 'admin'), { id: booking.id, revision: booking.revision });
    await deliverDue(ctx);
    const events = server.mails.map((mail) => {
      const part = mail.attachments.find((it) => it.contentType === 'text/calendar')!;
      const calendar = ICAL.Component.fromString(part.content.toString('utf8'));
      const event = new ICAL.Event(calendar.getFirstSubcomponent('vevent')!);
      return {
        method: calendar.getFirstPropertyValue('method'),
        uid: event.uid,
        sequence: event.sequence,
        status: event.component.getFirstPropertyValue('status'),
        summary: event.summary,
        attendee: event.attendees[0]?.getFirstValue(),
        start: event.startDate.toString(),
      };
    });
    const same = {
      uid: `${booking.id}@lab.example`,
      summary: 'Proof search 🌳',
      start: '2026-11-25T10:00:00',
    };
    expect(events).toEqual([
      { ...same, method: 'REQUEST', sequence: 0, status: 'CONFIRMED', attendee: `mailto:${user.email}` },
      { ...same, method: 'CANCEL', sequence: 1, status: 'CANCELLED', attendee: `mailto:${user.email}` },
    ]);
  });
});

describe('webhooks', () => {
  test('are signed with a secret that is told once and not stored, and say who it is about', async () => {
    const hook = await receiver();
    const user = await makeUser(ctx.db, { name: 'Ines' });
    const admin = await actingAs(ctx, 'admin');
    const own = await addWebhook(as(user), { whose: 'mine', url: hook.url });
    await addWebhook(admin, { whose: 'lab', url: `${hook.url}?lab` });
    const stored = await ctx.db.webhook.findUniqueOrThrow({ where: { id: own.id } });
    expect(stored.sealedSecret).not.toContain(own.secret.slice(6));
    await tell(user.id);
    await tell((await makeUser(ctx.db)).id);
    await deliverDue(ctx);
    expect(hook.received.map((it) => it.url).toSorted()).toEqual(['/hook', '/hook?lab', '/hook?lab']);
    const { headers, body } = hook.received.find((it) => it.url === '/hook')!;
    const [, seconds, given] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['espalier-signature']))!;
    expect(given).toBe(createHmac('sha256', own.secret).update(`${seconds}.${body}`).digest('hex'));
    const [delivery] = await ctx.db.notificationDelivery.findMany({ where: { webhookId: own.id } });
    expect(headers).toMatchObject({ 'idempotency-key': delivery!.id, 'espalier-event': 'booking.reminder' });
    expect(JSON.parse(body)).toMatchObject({
      kind: 'booking.reminder',
      title: 'It begins at 14:00',
      url: 'https://lab.example/bookings',
      person: { id: user.id, name: 'Ines' },
    });
    expect(delivery).toMatchObject({ state: 'sent', answer: expect.stringMatching(/^204 in \d+ ms$/) });
  });

  test('one that fails is tried again with the same key; one that redirects is not followed', async () => {
    const hook = await receiver((res, count) => void res.writeHead(count === 1 ? 503 : 200).end('secret'));
    const inside = await receiver();
    const elsewhere = await receiver((res) => void res.writeHead(302, { location: inside.url }).end());
    const user = await makeUser(ctx.db);
    await addWebhook(as(user), { whose: 'mine', url: hook.url });
    const redirecting = await addWebhook(as(user), { whose: 'mine', url: elsewhere.url });
    await tell(user.id);
    await deliverDue(ctx);
    later(1);
    await deliverDue(ctx);
    expect(hook.received).toHaveLength(2);
    expect(new Set(hook.received.map((it) => it.headers['idempotency-key'])).size).toBe(1);
    expect(inside.received).toEqual([]);
    const redirected = await ctx.db.notificationDelivery.findFirstOrThrow({
      where: { webhookId: redirecting.id },
    });
    expect(redirected).toMatchObject({
      state: 'due',
      answer: expect.stringMatching(/^302 in \d+ ms; redirects are not followed$/),
    });
  });

  test('a slow one holds nobody else up and is given up on in time', async () => {
    const slow = await receiver(() => undefined);
    const quick = await receiver();
    const user = await makeUser(ctx.db);
    await addWebhook(as(user), { whose: 'mine', url: slow.url });
    await addWebhook(as(user), { whose: 'mine', url: quick.url });
    await tell(user.id);
    const done = deliverDue(ctx, { webhookMs: 1000 });
    await expect.poll(() => quick.received.length).toBe(1);
    expect(slow.received).toHaveLength(1);
    await done;
    expect(
      await ctx.db.notificationDelivery.findFirst({ where: { webhook: { url: slow.url } } }),
    ).toMatchObject({ state: 'due', answer: 'no answer in 1 s' });
  });

  test('one goes where it was looked up, wherever its name leads by then', async () => {
    const hook = await receiver();
    // No name server knows it, so whoever asked again would not arrive.
    const url = new URL(hook.url.replace('127.0.0.1', 'rebound.invalid'));
    const status = await new Promise((resolve, reject) => {
      const answered = (response: IncomingMessage): void => resolve(response.statusCode);
      requestPinned(url, { address: '127.0.0.1', family: 4 }, { method: 'POST' }, answered)
        .on('error', reject)
        .end('{}');
    });
    expect([status, hook.received[0]?.headers.host]).toEqual([204, url.host]);
  });

  test.each(['http://127.0.0.1:9/', 'http://localhost:9/', 'http://[::1]:9/', 'http://0x7f.1:9/'])(
    'nothing is sent inside, to %s',
    async (url) => {
      const user = await makeUser(ctx.db);
      await addWebhook(as(user), { whose: 'mine', url });
      await tell(user.id);
      await deliverDue(ctx);
      const sent = await ctx.db.notificationDelivery.findFirstOrThrow({ where: { channel: 'webhook' } });
      expect(sent).toMatchObject({ state: 'failed', attempts: 1 });
      expect(sent.answer).toContain('is a private address');
    },
  );

  test('one that is no address is refused as it is written', async () => {
    const user = await makeUser(ctx.db);
    for (const url of ['file:///etc/passwd', 'example.org', 'https://me:secret@example.org/'])
      await expect(addWebhook(as(user), { whose: 'mine', url })).rejects.toMatchObject({
        code: 'VALIDATION',
      });
  });

  test('a test goes the same way; what was taken away gets nothing and can come back', async () => {
    const hook = await receiver();
    const user = await makeUser(ctx.db);
    const { id } = await addWebhook(as(user), { whose: 'mine', url: hook.url });
    await testWebhook(as(user), { id });
    await deliverDue(ctx);
    expect(hook.received.map((it) => it.headers['espalier-event'])).toEqual(['webhook.test']);
    await setWebhook(as(user), { id, active: false });
    await tell(user.id);
    await setWebhook(as(user), { id, active: true });
    await tell(user.id);
    await deliverDue(ctx);
    expect(hook.received).toHaveLength(2);
    const other = as(await makeUser(ctx.db));
    await expect(testWebhook(other, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { rows } = await listDeliveries(other, { whose: 'mine', limit: 10 });
    expect(rows).toEqual([]);
  });
});
