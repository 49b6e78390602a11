import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { until } from '@/agent/testing/until.ts';
import { actorOf } from '../auth/actor.ts';
import { createAuth } from '../auth/config.ts';
import { hashOfToken } from '../secret-token.ts';
import { deactivatePerson } from '../modules/team/index.ts';
import { getSecondFactorRule, makeOwnerLink, makeSignInLink } from '../modules/sign-ins/index.ts';
import { codeAt, fromBase32, stepAt } from '../modules/sign-ins/time-code.ts';
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
    expect(tries.map((it) => it.status).toSorted((a, b) => a - b)).toEqual([200, 404, 404]);
    expect(await portal.ctx.db.signIn.count({ where: { userId } })).toBe(1);
    expect(await portal.ctx.db.signInLink.count({ where: { tokenHash: hashOfToken(token) } })).toBe(1);
    const made = await portal.ctx.db.auditEntry.findFirstOrThrow({
      where: { action: 'member.make-link', objectId: userId },
    });
    expect(JSON.stringify(made)).not.toContain(token);
  });

  test('is made for nobody who has left, and one made before lets them in no more', async () => {
    const { userId, email } = await portal.signIn('member');
    const admin = await actingAs(portal.ctx, 'admin');
    const { link } = await makeSignInLink(admin, { userId, clearsSecondFactor: false });
    await deactivatePerson(admin, { id: userId, heirId: null });
    expect((await post('/link', { token: tokenOf(link), password: GOOD })).status).toBe(404);
    await expect(makeSignInLink(admin, { userId, clearsSecondFactor: false })).rejects.toThrow('deactivated');
    expect((await post('/forgot', { email })).status).toBe(200);
    const other = await portal.signIn('member');
    await post('/forgot', { email: other.email });
    await until(() => mail.mails.length > 0, 'the mail to who is here is there');
    expect(mail.mails.map((it) => it.to)).toEqual([
      expect.objectContaining({ text: expect.stringContaining(other.email) }),
    ]);
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
    expect(rows.filter((it) => it.isThis)).toHaveLength(1);
    const { token, id } = await portal.ctx.db.signIn.findFirstOrThrow({ where: { userId } });
    expect(JSON.stringify(rows)).not.toContain(token);
    expect((await act(stranger.cookie, 'signIns.end', { id })).status).toBe(404);
    const other = rows.find((it) => !it.isThis)!;
    expect((await act(cookie, 'signIns.end', { id: other.id })).status).toBe(200);
    expect(portal.ctx.events).toContainEqual({ event: 'member.changed', payload: { userId } });
    const left = [(await ask(there)).status, (await ask(elsewhere)).status];
    expect(left.toSorted((a, b) => a - b)).toEqual([200, 401]);
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

describe('a second factor', () => {
  const codeNow = (secret: string, steps = 0) =>
    codeAt(fromBase32(secret), stepAt(portal.ctx.clock.now ?? new Date()) + steps);
  /** Somebody with codes: their secret and recovery codes. */
  const withCodes = async (role: 'member' | 'admin' = 'member') => {
    const person = await portal.signIn(role);
    const { secret } = (await act(person.cookie, 'signIns.beginCodes')).data! as { secret: string };
    const { codes } = (await act(person.cookie, 'signIns.finishCodes', { code: codeNow(secret) })).data! as {
      codes: string[];
    };
    return { ...person, secret, codes };
  };
  const enter = async ({ email, password }: { email: string; password: string }) =>
    cookieOf(await post('/sign-in/email', { email, password }));
  // A code is of half a minute: the clock stands still so that none ends in the middle.
  beforeEach(() => void (portal.ctx.clock.now = new Date()));

  test('is asked after the password; a code does once, a recovery code once, and nothing else is open', async () => {
    const person = await withCodes();
    const { secret, codes, userId } = person;
    const kept = JSON.stringify([
      await portal.ctx.db.codeDevice.findMany(),
      await portal.ctx.db.recoveryCode.findMany(),
      await portal.ctx.db.auditEntry.findMany({ where: { objectId: userId } }),
    ]);
    for (const it of [secret, ...codes, ...codes.map((code) => code.replace('-', ''))])
      expect(kept).not.toContain(it);

    const half = await enter(person);
    expect((await ask(half)).status).toBe(401);
    expect((await ask(half, 'signIns.ways')).data).toMatchObject({ lacks: 'code' });
    for (const procedure of ['signIns.beginCodes', 'signIns.askNewPasskey'])
      expect((await act(half, procedure)).status).toBe(403);
    for (const procedure of ['signIns.removeCodes', 'signIns.endOthers', 'signIns.renewRecoveryCodes'])
      expect((await act(half, procedure)).status).toBe(401);
    const change = { currentPassword: person.password, newPassword: GOOD };
    expect((await post('/change-password', change, half)).status).toBe(401);
    // The one that turned codes on has been used.
    expect((await act(half, 'signIns.giveCode', { code: codeNow(secret) })).status).toBe(400);
    expect((await act(half, 'signIns.giveCode', { code: codeNow(secret, 1) })).status).toBe(200);
    expect((await ask(half)).status).toBe(200);

    const again = await enter(person);
    expect((await act(again, 'signIns.giveCode', { code: codeNow(secret, 1) })).status).toBe(400);
    const recovery = codes[3]!.toUpperCase();
    expect((await act(again, 'signIns.giveCode', { code: recovery })).status).toBe(200);
    const third = await enter(person);
    expect((await act(third, 'signIns.giveCode', { code: recovery })).status).toBe(400);
    const left = (await ask(again, 'signIns.secondFactors')).data;
    expect(left).toMatchObject({ hasCodes: true, recoveryCodesLeft: 9 });
    expect(await actions(userId)).toEqual(
      expect.arrayContaining(['member.set-codes', 'member.fail-second-factor', 'member.use-recovery-code']),
    );
  });

  test('is guessed five times at most', async () => {
    const person = await withCodes();
    const half = await enter(person);
    const wrong = codeNow(person.secret, 5);
    for (let i = 0; i < 5; i++)
      expect((await act(half, 'signIns.giveCode', { code: wrong })).status).toBe(400);
    const right = { code: codeNow(person.secret, 1) };
    expect((await act(half, 'signIns.giveCode', right)).status).toBe(429);
    expect((await act(await enter(person), 'signIns.giveCode', right)).status).toBe(429);
  });

  test('is demanded of admins by the lab’s rule, of who is in too, and after a one-time link', async () => {
    const [admin, other, member] = [
      await portal.signIn('admin'),
      await withCodes('admin'),
      await portal.signIn('member'),
    ];
    const set = (cookie: string) => act(cookie, 'signIns.setSecondFactorRule', { rule: 'admins' });
    expect((await set(admin.cookie)).status).toBe(412);
    expect((await set(other.cookie)).status).toBe(200);
    const statuses = await Promise.all(
      [admin, other, member].map(async (it) => (await ask(it.cookie)).status),
    );
    expect(statuses).toEqual([401, 200, 200]);
    const { link } = await makeSignInLink(await actingAs(portal.ctx, 'owner'), {
      userId: other.userId,
      clearsSecondFactor: false,
    });
    const entered = cookieOf(await post('/link', { token: tokenOf(link), password: GOOD }));
    expect((await ask(entered, 'signIns.ways')).data).toMatchObject({ lacks: 'code' });
    // Half in, they set one up and are in.
    const { secret } = (await act(admin.cookie, 'signIns.beginCodes')).data! as { secret: string };
    expect((await act(admin.cookie, 'signIns.finishCodes', { code: codeNow(secret) })).status).toBe(200);
    expect((await ask(admin.cookie)).status).toBe(200);
    await portal.ctx.db.lab.updateMany({ data: { secondFactorRule: 'off' } });
  });

  test('is missed of nobody who has left', async () => {
    const owner = await actingAs(portal.ctx, 'owner');
    const { id, name } = await makeUser(portal.ctx.db, { role: 'admin', name: 'Ada who left' });
    expect((await getSecondFactorRule(owner)).missing).toContain(name);
    await deactivatePerson(owner, { id, heirId: null });
    expect((await getSecondFactorRule(owner)).missing).not.toContain(name);
  });

  test('goes with a new password', async () => {
    const person = await withCodes();
    const change = { currentPassword: person.password, newPassword: GOOD, revokeOtherSessions: true };
    const changed = await post('/change-password', change, person.cookie);
    expect((await ask(cookieOf(changed))).status).toBe(200);
  });
});

test('what opens the lab to others wants a sign-in of the last 15 minutes', async () => {
  const { cookie, password, userId } = await portal.signIn('admin');
  const stranger = await makeUser(portal.ctx.db, { role: 'viewer' });
  await portal.ctx.db.signIn.updateMany({
    where: { userId },
    data: { confirmedAt: new Date(Date.now() - 16 * 60_000) },
  });
  const role = { id: stranger.id, role: 'member' };
  for (const [procedure, input] of [
    ['team.changeRole', role],
    ['signIns.makeLink', { userId: stranger.id, clearsSecondFactor: false }],
    ['signIns.beginCodes', {}],
    ['signIns.setSecondFactorRule', { rule: 'off' }],
  ] as const)
    expect((await act(cookie, procedure, input)).status).toBe(412);
  expect((await act(cookie, 'signIns.confirm', { kind: 'password', proof: 'a guess' })).status).toBe(400);
  expect((await act(cookie, 'signIns.confirm', { kind: 'password', proof: password })).status).toBe(200);
  expect((await act(cookie, 'team.changeRole', role)).status).toBe(200);
});

test('an owner who is locked out gets a link at the server, that clears their second factor', async () => {
  const { db } = portal.ctx;
  await db.user.deleteMany({ where: { role: 'owner' } });
  const linkFor = (email: string | null) => makeOwnerLink(db, { email, url: 'https://lab.example' });
  const refusal = (words: string) => ({ refusal: expect.stringContaining(words) as string });
  expect(await linkFor(null)).toMatchObject(refusal('no owner'));
  const [one, two] = [await makeUser(db, { role: 'owner' }), await makeUser(db, { role: 'owner' })];
  await db.codeDevice.create({
    data: { userId: one.id, sealedSecret: 'lost', confirmedAt: new Date(), createdAt: new Date() },
  });
  expect(await linkFor(null)).toMatchObject(refusal(two.email));
  const made = await linkFor(one.email);
  const entered = await post('/link', { token: tokenOf('link' in made ? made.link : ''), password: GOOD });
  expect((await ask(cookieOf(entered))).data).toMatchObject({ email: one.email, role: 'owner' });
  expect(await actions(one.id)).toEqual(expect.arrayContaining(['member.make-link', 'member.use-link']));
});

test('the cookie is bound to the host where the portal is reached over https, and Secure', async () => {
  const secure = createAuth({
    ...portal.ctx,
    url: 'https://lab.example',
    origins: ['https://lab.example'],
    secret: 'a secret of the tests that is long enough',
  });
  const { email, password } = await portal.signIn('member');
  const { headers } = await secure.api.signInEmail({ body: { email, password }, returnHeaders: true });
  const [cookie] = headers.getSetCookie();
  expect(cookie).toMatch(/^__Host-espalier\.session_token=/);
  for (const part of ['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(part);
  expect(cookie).not.toContain('Domain');
  const value = cookie!.split(';')[0]!;
  expect(await actorOf(secure, new Headers({ cookie: value }))).toMatchObject({ kind: 'user' });
  // One that any sibling of the domain could have set counts for nothing.
  const bare = new Headers({ cookie: value.replace('__Host-', '') });
  expect(await actorOf(secure, bare)).toMatchObject({ kind: 'anonymous' });
});
