import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAccount, deactivatePerson, hashOfPassword } from '../modules/team/index.ts';
import { clearAudit } from '../testing/clear-audit.ts';
import { makeLab } from '../testing/factories.ts';
import { startTestPortal, type TestPortal } from '../testing/portal.ts';

/** The test speaks as a proxy on this machine, for whoever it likes. */
let portal: TestPortal;
beforeAll(async () => {
  portal = await startTestPortal();
  await makeLab(portal.ctx.db);
});
afterAll(() => portal.close());
beforeEach(async () => {
  portal.ctx.clock.now = null;
  await portal.ctx.db.rateLimit.deleteMany();
  await portal.ctx.db.signIn.deleteMany();
  await clearAudit(portal.ctx.db);
});

const WRONG = 'a wrong password';
const post = (path: string, body: object, from: string, cookie?: string) =>
  fetch(`${portal.url}/api/auth${path}`, {
    method: 'POST',
    headers: { ...portal.browser(cookie), 'content-type': 'application/json', 'x-forwarded-for': from },
    body: JSON.stringify(body),
  });
const signIn = (email: string, password: string, from = '192.0.2.1') =>
  post('/sign-in/email', { email, password }, from);
const statusOf = async (...args: Parameters<typeof signIn>) => (await signIn(...args)).status;
const fail = async (times: number, email: string, from?: string) => {
  for (let i = 0; i < times; i++) expect(await statusOf(email, WRONG, from)).toBe(401);
};
const person = async () => {
  const made = await portal.signIn('member');
  // No trace of that first sign-in.
  await portal.ctx.db.signIn.deleteMany();
  return made;
};

describe('wrong passwords', () => {
  test('close an account to the address they come from, and to no other', async () => {
    const [ada, bo] = [await person(), await person()];
    await fail(5, ada.email);
    const closed = await signIn(ada.email, ada.password);
    expect(closed.status).toBe(429);
    expect(Number(closed.headers.get('retry-after'))).toBeGreaterThan(800);
    expect(await closed.json()).toMatchObject({
      error: { code: 'LIMIT_EXCEEDED', message: expect.stringContaining('for this account') as string },
    });
    expect(await statusOf(bo.email, bo.password)).toBe(200);
    expect(await statusOf(ada.email, ada.password, '192.0.2.2')).toBe(200);
  });

  test('are forgotten after a quarter of an hour; right ones are never counted', async () => {
    const { email, password } = await person();
    portal.ctx.clock.now = new Date();
    for (let i = 0; i < 7; i++) expect(await statusOf(email, password)).toBe(200);
    await fail(5, email);
    portal.ctx.clock.now = new Date(Date.now() + 14 * 60_000);
    expect(await statusOf(email, password)).toBe(429);
    portal.ctx.clock.now = new Date(Date.now() + 15 * 60_000 + 1000);
    expect(await statusOf(email, password)).toBe(200);
  });

  test('don’t keep out a right one that comes with them', async () => {
    const { email, password } = await person();
    const together = [WRONG, WRONG, WRONG, WRONG, WRONG, WRONG, password].map((it) => statusOf(email, it));
    expect((await Promise.all(together)).at(-1)).toBe(200);
  });

  test('end at the limit in a flood too', async () => {
    const { email, password } = await person();
    const flood = await Promise.all(Array.from({ length: 40 }, () => statusOf(email, WRONG)));
    // Those that were on their way when the fifth came back, and none after.
    expect(flood.filter((it) => it === 401).length).toBeLessThan(5 + 8);
    expect(flood.filter((it) => it === 429).length).toBeGreaterThan(27);
    expect(await statusOf(email, password)).toBe(429);
  });

  test('are one account’s whatever the case, and one house’s whichever of its addresses', async () => {
    const { email, password } = await person();
    await fail(2, email.toUpperCase(), '2001:db8:1:1::1');
    await fail(3, ` ${email} `, '2001:db8:1:1::2');
    expect(await statusOf(email, password, '2001:db8:1:1::3')).toBe(429);
    expect(await statusOf(email.toUpperCase(), password, '2001:db8:1:2::3')).toBe(200);
  });

  /** As if so many wrong ones had been counted before. */
  const counted = (kind: string, count: number) =>
    portal.ctx.db.rateLimit.updateMany({ where: { key: { startsWith: `${kind}:` } }, data: { count } });

  test('from everywhere close an account to strangers, not to where the lab is', async () => {
    const [ada, bo] = [await person(), await person()];
    expect(await statusOf(bo.email, bo.password, '198.51.100.7')).toBe(200);
    await fail(1, ada.email);
    await counted('sign-in-account', 49);
    await fail(1, ada.email, '192.0.2.2');
    expect(await statusOf(ada.email, ada.password, '192.0.2.3')).toBe(429);
    expect(await statusOf(ada.email, ada.password, '198.51.100.7')).toBe(200);
    expect(await statusOf(bo.email, bo.password, '192.0.2.3')).toBe(200);
  });

  test('for a hundred accounts close an address, but to those who are signed in from it', async () => {
    const [ada, bo] = [await person(), await person()];
    expect(await statusOf(ada.email, ada.password)).toBe(200);
    await fail(1, 'nobody@example.org');
    await counted('sign-in-network', 99);
    await fail(1, 'nobody-else@example.org');
    expect(await statusOf(bo.email, bo.password)).toBe(429);
    expect(await statusOf(ada.email, ada.password)).toBe(200);
    expect(await statusOf(bo.email, bo.password, '192.0.2.2')).toBe(200);
  });

  test('given for a new password count the same', async () => {
    const { email, password } = await person();
    const cookie = cookieOf(await signIn(email, password));
    const change = (currentPassword: string) =>
      post('/change-password', { currentPassword, newPassword: 'another long one' }, '192.0.2.1', cookie);
    for (let i = 0; i < 5; i++) expect((await change(WRONG)).status).toBe(400);
    expect((await change(password)).status).toBe(429);
  });
});

const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((it) => it.split(';')[0])
    .join('; ');

test('what is no sign-in is told so and counted for nobody', async () => {
  const { email } = await person();
  for (const body of [
    {},
    { email },
    { email: 'x', password: 'y' },
    { email: `a\0${email}`, password: 'y' },
    [],
  ])
    expect((await post('/sign-in/email', body, '192.0.2.1')).status).toBe(400);
  expect((await post('/sign-in/email', { email, password: '\uD800' }, '192.0.2.1')).status).toBe(400);
  expect(await portal.ctx.db.rateLimit.count({ where: { key: { startsWith: 'sign-in' } } })).toBe(0);
});

test('a sign-in leads nowhere but where the console says', async () => {
  const { email, password } = await person();
  const asked = { email, password, callbackURL: 'https://elsewhere.example/' };
  const response = await post('/sign-in/email', asked, '192.0.2.1');
  expect(response.headers.get('location')).toBeNull();
  expect(await response.json()).toMatchObject({ redirect: false });
});

describe('the audit tells of', () => {
  const rows = async () =>
    (
      await portal.ctx.db.auditEntry.findMany({
        orderBy: [{ at: 'asc' }, { id: 'asc' }],
        omit: { id: true, at: true },
      })
    ).filter((it) => it.action.startsWith('member.'));

  test('wrong passwords: the first and the one that closes it, however many come', async () => {
    const { email, userId } = await person();
    await clearAudit(portal.ctx.db);
    await fail(5, email);
    for (let i = 0; i < 5; i++) expect(await statusOf(email, WRONG)).toBe(429);
    for (let i = 0; i < 5; i++) await statusOf(`secret-${i}@example.org`, WRONG);
    const found = await rows();
    expect(found).toMatchObject([
      { actorKind: 'anonymous', objectId: userId, after: { address: '192.0.2.1', tries: 1 } },
      { action: 'member.fail-sign-in', objectId: userId, after: { tries: 5 } },
      { action: 'member.fail-sign-in', objectId: 'unknown', after: { tries: 1 } },
    ]);
    expect(JSON.stringify(found)).not.toMatch(/secret-|a wrong password/);
    const kept = await portal.ctx.db.rateLimit.findMany();
    expect(JSON.stringify(kept.map((it) => it.key))).not.toContain('example.org');
  });

  test('signing in and out, a new password, and sign-ins that were ended', async () => {
    const { email, password, userId } = await person();
    await clearAudit(portal.ctx.db);
    const [here, there, third] = [
      cookieOf(await signIn(email, password)),
      cookieOf(await signIn(email, password, '192.0.2.2')),
      cookieOf(await signIn(email, password, '192.0.2.3')),
    ];
    const { token } = await portal.ctx.db.signIn.findFirstOrThrow({ where: { ipAddress: '192.0.2.2' } });
    expect((await post('/revoke-session', { token }, '192.0.2.1', here)).status).toBe(200);
    expect((await post('/sign-out', {}, '192.0.2.3', third)).status).toBe(200);
    await signIn(email, password, '192.0.2.4');
    const change = { currentPassword: password, newPassword: 'another long one', revokeOtherSessions: true };
    const changed = await post('/change-password', change, '192.0.2.1', here);
    expect(changed.status).toBe(200);
    expect((await post('/revoke-sessions', {}, '192.0.2.1', cookieOf(changed))).status).toBe(200);
    expect((await post('/sign-out', {}, '192.0.2.2', there)).status).toBe(200);
    const found = await rows();
    expect(found.map((it) => [it.action, it.before ?? it.after])).toEqual([
      ['member.sign-in', { address: '192.0.2.1' }],
      ['member.sign-in', { address: '192.0.2.2' }],
      ['member.sign-in', { address: '192.0.2.3' }],
      ['member.revoke-sign-in', { signIns: 1 }],
      ['member.sign-out', { signIns: 1 }],
      ['member.sign-in', { address: '192.0.2.4' }],
      ['member.revoke-sign-in', { signIns: 2 }],
      ['member.change-password', null],
      ['member.revoke-sign-in', { signIns: 1 }],
    ]);
    for (const row of found) {
      expect(row).toMatchObject({ actorId: userId, objectId: userId });
      expect(row.requestId).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test('and without it a password stays as it was, and so do the sign-ins', async () => {
    const { email, password, userId } = await person();
    const cookie = cookieOf(await signIn(email, password));
    const before = await portal.ctx.db.signIn.findMany({ where: { userId } });
    await portal.ctx.db.$executeRaw`ALTER TABLE "AuditEntry" RENAME TO "AuditEntryAway"`;
    const change = { currentPassword: password, newPassword: 'another long one', revokeOtherSessions: true };
    const answers = [
      await post('/change-password', change, '192.0.2.1', cookie),
      await post('/revoke-sessions', {}, '192.0.2.1', cookie),
    ];
    await portal.ctx.db.$executeRaw`ALTER TABLE "AuditEntryAway" RENAME TO "AuditEntry"`;
    expect(answers.map((it) => it.ok)).toEqual([false, false]);
    expect(await portal.ctx.db.signIn.findMany({ where: { userId } })).toEqual(before);
    expect(await statusOf(email, password)).toBe(200);
  });
});

test('who is deactivated is refused with the right password, and told why; a cookie of before is none', async () => {
  const { db } = portal.ctx;
  const { email, password, cookie, userId } = await portal.signIn('member');
  await makeLab(db);
  await deactivatePerson(portal.ctx, { id: userId, heirId: null });
  const answer = await fetch(`${portal.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { ...portal.browser(), 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('is deactivated')]);
  expect(await db.signIn.count({ where: { userId } })).toBe(0);
  const me = await fetch(`${portal.url}/api/trpc/team.me`, { headers: portal.browser(cookie) });
  expect(me.status).toBe(401);
  expect(await statusOf(email, 'a wrong password')).toBe(401);
});

test('the audit as a file is for admins alone, says from where, and is itself written down', async () => {
  const { db } = portal.ctx;
  await makeLab(db);
  const take = async (cookie?: string, asked = '') => {
    const answer = await fetch(`${portal.url}/api/audit.csv${asked}`, { headers: portal.browser(cookie) });
    return [answer.status, await answer.text()] as const;
  };
  expect((await take())[0]).toBe(401);
  expect((await take((await portal.signIn('member')).cookie))[0]).toBe(403);
  const { cookie, userId } = await portal.signIn('admin');
  expect((await take(cookie, '?from=never'))[0]).toBe(400);
  const [status, text] = await take(cookie, `?personId=${userId}&kind=member`);
  expect(status).toBe(200);
  expect(text).toMatch(/,The admin,"?signed in.*127\.0\.0\.1/);
  expect(await db.auditEntry.count({ where: { action: 'audit.export', actorId: userId } })).toBe(1);
});

test('who is added in capitals signs in in any case, and is nobody twice', async () => {
  const { db } = portal.ctx;
  const passwordHash = await hashOfPassword('a long password');
  const add = (email: string) =>
    db.$transaction((tx) =>
      createAccount(tx, { name: 'Ada', email, role: 'member', teamId: null, passwordHash }),
    );
  expect((await add('Ada.L@Example.org')).email).toBe('ada.l@example.org');
  expect(await statusOf('ADA.L@example.ORG', 'a long password')).toBe(200);
  const twice = Array.from({ length: 4 }, (_, i) => add(i % 2 ? 'Bo@example.org' : 'bO@example.org'));
  const ends = await Promise.allSettled(twice);
  expect(ends.filter((it) => it.status === 'fulfilled')).toHaveLength(1);
  for (const it of ends)
    if (it.status === 'rejected')
      expect(it.reason).toMatchObject({
        code: 'CONFLICT',
        message: expect.stringContaining('bo@example.org is already') as string,
      });
});
