import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { until } from '@/agent/testing/until.ts';
import { hashOfToken } from '../secret-token.ts';
import { makeSignInLink } from '../modules/sign-ins/index.ts';
import { actingAs, makeTestContext } from '../testing/context.ts';
import { makeLab, makeUser } from '../testing/factories.ts';
import { type MailServer, startMailServer } from '../testing/mail-server.ts';
import { startTestPortal, type TestPortal } from '../testing/portal.ts';

let portal: TestPortal;
let mail: MailServer;
beforeAll(async () => {
  mail = await startMailServer();
  const outbound = { smtpUrl: mail.url, mailFrom: 'Espalier <lab@example.org>' };
  portal = await startTestPortal({ over: await makeTestContext({ outbound }) });
  await makeLab(portal.ctx.db);
});
afterAll(async () => {
  await portal.close();
  await mail.close();
});
beforeEach(async () => {
  portal.ctx.clock.now = null;
  mail.mails.length = 0;
  await portal.ctx.db.rateLimit.deleteMany();
});

const GOOD = 'violet hammer tundra';
const post = (path: string, body: object, cookie?: string) =>
  fetch(`${portal.url}/api/auth${path}`, {
    method: 'POST',
    headers: { ...portal.browser(cookie), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((it) => it.split(';')[0])
    .join('; ');
/** What a signed-in browser is told of its person; the status where it is refused. */
const ask = async (cookie: string, procedure = 'team.me', input?: object) => {
  const query = input ? `?input=${encodeURIComponent(JSON.stringify(input))}` : '';
  const response = await fetch(`${portal.url}/api/trpc/${procedure}${query}`, { headers: { cookie } });
  return {
    status: response.status,
    data: ((await response.json()) as { result?: { data: never } }).result?.data,
  };
};
const act = async (cookie: string, procedure: string, input: object = {}) => {
  const response = await fetch(`${portal.url}/api/trpc/${procedure}`, {
    method: 'POST',
    headers: { ...portal.browser(cookie), 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  return {
    status: response.status,
    data: ((await response.json()) as { result?: { data: never } }).result?.data,
  };
};
const tokenOf = (text: string) => /\/sign-in\/link#([\w-]{43})/.exec(text)![1]!;
const actions = async (userId: string) =>
  (await portal.ctx.db.auditEntry.findMany({ where: { objectId: userId }, orderBy: { id: 'asc' } })).map(
    (it) => it.action,
  );

describe('a forgotten password', () => {
  test('is answered alike for everybody, and mailed to who is here', async () => {
    const { email, userId, cookie } = await portal.signIn('member');
    const [known, unknown] = [
      await post('/forgot', { email: email.toUpperCase() }),
      await post('/forgot', { email: 'nobody@example.org' }),
    ];
    expect([known.status, await known.text()]).toEqual([unknown.status, await unknown.text()]);
    await until(() => mail.mails.length === 1, 'the mail is there');
    const [first] = mail.mails;
    expect(first).toMatchObject({ subject: 'A new password for Espalier' });
    const token = tokenOf(first!.text!);
    expect(JSON.stringify(await portal.ctx.db.signInLink.findMany())).not.toContain(token);

    expect((await post('/link', { token, password: 'password1234' })).status).toBe(400);
    const entered = await post('/link', { token, password: GOOD });
    expect(entered.status).toBe(200);
    expect((await ask(cookieOf(entered))).data).toMatchObject({ email });
    expect((await ask(cookie)).status).toBe(401);
    expect((await post('/link', { token, password: GOOD })).status).toBe(404);
    expect((await post('/sign-in/email', { email, password: GOOD })).status).toBe(200);
    const written = await actions(userId);
    expect(written.filter((it) => it !== 'member.sign-in')).toEqual(['member.ask-link', 'member.use-link']);
  });

  test('asked for again and again is mailed three times, and ends at the limit of a network', async () => {
    const { email } = await portal.signIn('member');
    const answers = [];
    for (let i = 0; i < 21; i++) answers.push((await post('/forgot', { email })).status);
    expect(answers.filter((it) => it === 200)).toHaveLength(20);
    expect(answers.at(-1)).toBe(429);
    await until(() => mail.mails.length === 3, 'three mails are there');
    const [older, , newest] = mail.mails.map((it) => tokenOf(it.text!));
    expect((await post('/link', { token: older!, password: GOOD })).status).toBe(404);
    portal.ctx.clock.now = new Date(Date.now() + 3_601_000);
    expect((await post('/link', { token: newest!, password: GOOD })).status).toBe(404);
  });
});

describe('a link an admin makes', () => {
  test('lets in once, however many come at the same moment', async () => {
    const { userId } = await portal.signIn('member');
    const admin = await actingAs(portal.ctx, 'admin');
    const { link } = await makeSignInLink(admin, { userId, clearsSecondFactor: false });
    const token = tokenOf(link);
    const tries = await Promise.all([1, 2, 3].map(() => post('/link', { token, password: GOOD })));
    expect(tries.map((it) => it.status).toSorted()).toEqual([200, 404, 404]);
    expect(await portal.ctx.db.signIn.count({ where: { userId } })).toBe(1);
    expect(await portal.ctx.db.signInLink.count({ where: { tokenHash: hashOfToken(token) } })).toBe(1);
    const made = await portal.ctx.db.auditEntry.findFirstOrThrow({
      where: { action: 'member.make-link', objectId: userId },
    });
    expect(JSON.stringify(made)).not.toContain(token);
  });

  test('is for owners made by owners alone', async () => {
    const owner = await makeUser(portal.ctx.db, { role: 'owner' });
    const input = { userId: owner.id, clearsSecondFactor: true };
    const asked = async (role: 'admin' | 'owner') => makeSignInLink(await actingAs(portal.ctx, role), input);
    await expect(asked('admin')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await asked('owner')).toMatchObject({ link: expect.stringContaining('#') as string });
  });
});

describe('one’s own sign-ins', () => {
  test('are listed without what opens them, and ended one by one or all but this', async () => {
    const { cookie, email, password, userId } = await portal.signIn('member');
    const [second, third] = [1, 2].map(() => post('/sign-in/email', { email, password }));
    const [there, elsewhere] = [cookieOf(await second!), cookieOf(await third!)];
    const stranger = await portal.signIn('member');
    const { rows } = (await ask(cookie, 'signIns.list', {})).data! as {
      rows: { id: string; isThis: boolean }[];
    };
    expect(rows.map((it) => it.isThis).toSorted()).toEqual([false, false, true]);
    const { token, id } = await portal.ctx.db.signIn.findFirstOrThrow({ where: { userId } });
    expect(JSON.stringify(rows)).not.toContain(token);
    expect((await act(stranger.cookie, 'signIns.end', { id })).status).toBe(404);
    const other = rows.find((it) => !it.isThis)!;
    expect((await act(cookie, 'signIns.end', { id: other.id })).status).toBe(200);
    expect(portal.ctx.events).toContainEqual({ event: 'member.changed', payload: { userId } });
    const left = [(await ask(there)).status, (await ask(elsewhere)).status];
    expect(left.toSorted()).toEqual([200, 401]);
    expect((await act(cookie, 'signIns.endOthers')).data).toEqual({ ended: 1 });
    expect([(await ask(cookie)).status, (await ask(stranger.cookie)).status]).toEqual([200, 200]);
    expect((await ask(left[0] === 200 ? there : elsewhere)).status).toBe(401);
  });

  test('end unused after half a day for an admin, after a week for a member', async () => {
    const [admin, member] = [await portal.signIn('admin'), await portal.signIn('member')];
    const seenAgo = async (hours: number) => {
      const lastSeenAt = new Date(Date.now() - hours * 3_600_000);
      await portal.ctx.db.signIn.updateMany({ data: { lastSeenAt } });
      for (const { userId } of [admin, member]) portal.ctx.bus.emit('member.changed', { userId });
      return [(await ask(admin.cookie)).status, (await ask(member.cookie)).status];
    };
    expect(await seenAgo(11)).toEqual([200, 200]);
    expect(await seenAgo(13)).toEqual([401, 200]);
    expect(await seenAgo(24 * 7 + 1)).toEqual([401, 401]);
  });
});
