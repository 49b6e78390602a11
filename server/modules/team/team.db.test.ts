import { beforeEach, expect, test } from 'vitest';
import { clearAudit } from '../../testing/clear-audit.ts';
import { actingAs, actorOfUser, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeLab, makeTariff, makeUser } from '../../testing/factories.ts';
import { listAudit } from '../audit/list-audit.ts';
import { changeRole, ensureLab, getMe, isSetUp, listMembers, setUpLab } from './index.ts';

let ctx: TestContext;
beforeEach(async () => {
  ctx = await makeTestContext();
  await clearAudit(ctx.db);
  await ctx.db.user.deleteMany();
  await ctx.db.lab.deleteMany();
  await ctx.db.team.deleteMany();
});

const URL_OF_PORTAL = 'https://lab.example';
const tokenOf = (link: string | null) => new URL(link ?? '').searchParams.get('token') ?? '';
const input = (token: string) => ({
  token,
  labName: 'New lab',
  timeZone: 'Europe/Berlin',
  name: 'Ada',
  email: 'Ada@Example.org',
  password: 'a long password',
});

test('the link from the log sets the lab up once, also when it is used twice at the same moment', async () => {
  const somebody = await actingAs(ctx, 'anonymous');
  expect(await isSetUp(somebody)).toEqual({ setUp: false });
  const older = tokenOf(await ensureLab(ctx, URL_OF_PORTAL));
  const token = tokenOf(await ensureLab(ctx, URL_OF_PORTAL));
  await expect(setUpLab(somebody, input(older))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(setUpLab(somebody, input('x'.repeat(43)))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(setUpLab(somebody, { ...input(token), timeZone: 'Mars/Olympus' })).rejects.toMatchObject({
    code: 'VALIDATION',
  });

  const tries = await Promise.allSettled([
    setUpLab(somebody, input(token)),
    setUpLab(somebody, input(token)),
  ]);
  expect(tries.filter((it) => it.status === 'fulfilled')).toHaveLength(1);
  await expect(setUpLab(somebody, input(token))).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await isSetUp(somebody)).toEqual({ setUp: true });
  expect(await ensureLab(ctx, URL_OF_PORTAL)).toBeNull();

  const [owner] = await ctx.db.user.findMany({ include: { accounts: true } });
  expect(owner).toMatchObject({ email: 'ada@example.org', role: 'owner' });
  expect(JSON.stringify(owner)).not.toContain('a long password');
  expect(JSON.stringify(await ctx.db.lab.findMany())).not.toContain(token);
  expect(await ctx.db.auditEntry.count({ where: { action: 'lab.set-up' } })).toBe(1);
});

test('the last owner can not be lowered, and two owners who lower each other leave one', async () => {
  const [one, two] = [await makeUser(ctx.db, { role: 'owner' }), await makeUser(ctx.db, { role: 'owner' })];
  const asOne = await actingAs(ctx, actorOfUser(one));
  const asTwo = await actingAs(ctx, actorOfUser(two));
  const tries = await Promise.allSettled([
    changeRole(asOne, { id: two.id, role: 'member' }),
    changeRole(asTwo, { id: one.id, role: 'member' }),
  ]);
  expect(tries.filter((it) => it.status === 'fulfilled')).toHaveLength(1);
  const [left] = await ctx.db.user.findMany({ where: { role: 'owner' } });
  const asLeft = await actingAs(ctx, actorOfUser(left!));
  await expect(changeRole(asLeft, { id: left!.id, role: 'admin' })).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
  });
});

test('an admin raises a viewer, hears of it by an event, and can not touch owners', async () => {
  const owner = await makeUser(ctx.db, { role: 'owner' });
  const viewer = await makeUser(ctx.db, { role: 'viewer' });
  const admin = await actingAs(ctx, 'admin');
  expect(await changeRole(admin, { id: viewer.id, role: 'member' })).toMatchObject({ role: 'member' });
  expect(ctx.events).toEqual([{ event: 'member.changed', payload: { userId: viewer.id } }]);
  expect((await listAudit(admin, { limit: 1 })).rows).toMatchObject([
    { action: 'member.change-role', before: { role: 'viewer' }, after: { role: 'member' } },
  ]);
  await expect(changeRole(admin, { id: owner.id, role: 'member' })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
  await expect(changeRole(admin, { id: viewer.id, role: 'owner' })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
});

test('people are listed by name, page by page, those of one name too', async () => {
  await ctx.db.user.deleteMany();
  const admin = await actingAs(ctx, 'admin');
  for (const name of ['Mia', 'Ana', 'Mia', 'Mia', 'Zoe']) await makeUser(ctx.db, { name });
  const all = await listMembers(admin, { limit: 100, former: false });
  const ids: string[] = [];
  let cursor: (typeof all)['nextCursor'] = null;
  do {
    const page = await listMembers(admin, { cursor, limit: 2, former: false });
    expect(page.rows.length).toBeLessThanOrEqual(2);
    ids.push(...page.rows.map((it) => it.id));
    cursor = page.nextCursor;
  } while (cursor);
  expect(ids).toEqual(all.rows.map((it) => it.id));
  expect(ids).toHaveLength(6);
});

test('me and members', async () => {
  await makeLab(ctx.db, { name: 'Lab', timeZone: 'Asia/Tokyo' });
  await makeTariff(ctx.db, { currency: 'JPY' });
  await makeTariff(ctx.db, { currency: 'USD', validFrom: new Date('2999-01-01') });
  const member = await actingAs(ctx, 'member');
  expect(await getMe(member)).toMatchObject({
    role: 'member',
    lab: { name: 'Lab', timeZone: 'Asia/Tokyo', currency: 'JPY' },
  });
  expect(await listMembers(member, { limit: 10, former: false })).toMatchObject({
    rows: [{ role: 'member' }],
    nextCursor: null,
  });
  await expect(
    listMembers(await actingAs(ctx, 'viewer'), { limit: 10, former: false }),
  ).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
});
