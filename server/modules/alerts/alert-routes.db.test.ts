import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { SaveAlertRuleInput } from '@/shared/schemas/alert.ts';
import { actingAs, type TestContext, userIdOf } from '../../testing/context.ts';
import { makeMachine, makeUser } from '../../testing/factories.ts';
import { addWebhook } from '../notifications/index.ts';
import {
  acknowledgeAlert,
  endSilence,
  evaluateAlerts,
  listAlertRules,
  listAlerts,
  listSilences,
  pruneAlerts,
  removeAlertRule,
  saveAlertRule,
  setAlertRule,
  silenceAlerts,
} from './index.ts';
import { alertLab, at, plain } from '../../testing/alert-lab.ts';

const { now, round, rounds, switchOn, told, ways, alerts, say, makeOffline } = alertLab();
let ctx: TestContext;
let admin: TestContext;
beforeEach(() => void ({ ctx, admin } = now()));

describe('what is sent', () => {
  beforeEach(() => switchOn('offline', { fireAfterSeconds: 0, clearAfterSeconds: 0 }));

  test('what flaps around the mark is told once', async () => {
    await ctx.db.alertRule.updateMany({ where: { kind: 'offline' }, data: { isOn: false } });
    await switchOn('hot', { fireAfterSeconds: 30, clearAfterSeconds: 60 });
    const { id } = await makeMachine(ctx.db, { name: 'Pippin' });
    await rounds(15, 300, (seconds) =>
      say(id, seconds, { temperatureCelsius: seconds % 30 === 0 ? 96 : 93 }),
    );
    expect(await told()).toEqual([]);
    await rounds(315, 360, (seconds) => say(id, seconds, { temperatureCelsius: 97 }));
    await rounds(375, 900, (seconds) =>
      say(id, seconds, { temperatureCelsius: seconds % 45 === 0 ? 96 : 80 }),
    );
    expect(await told()).toHaveLength(1);
  });

  test('two portals that look at once tell it once, and one that looks right after the other not at all', async () => {
    await makeOffline('Gala');
    ctx.clock.now = at(15);
    const both = await Promise.all([1, 2, 3, 4].map(() => evaluateAlerts(ctx, { mayJudge: true })));
    expect(both.filter((it) => it !== null)).toEqual([{ fired: 1, cleared: 0 }]);
    expect(await round(16)).toBeNull();
    expect(await told()).toHaveLength(1);
  });

  test('a round that fails leaves nothing behind, and the next one tells', async () => {
    await makeOffline('Gala');
    await ctx.db.$executeRaw`ALTER TABLE "AlertTold" RENAME TO "AlertToldAway"`;
    await expect(round(15)).rejects.toThrow();
    await ctx.db.$executeRaw`ALTER TABLE "AlertToldAway" RENAME TO "AlertTold"`;
    expect(await alerts()).toEqual([]);
    await round(30);
    expect(await told()).toHaveLength(1);
  });

  test('many at once are one word a person, and one to the lab’s webhook', async () => {
    await addWebhook(admin, { whose: 'lab', url: 'https://hooks.example/lab' });
    await actingAs(ctx, 'owner');
    for (const name of ['Anjou', 'Bosc', 'Comice', 'Gala', 'Pippin']) await makeOffline(name);
    await round(15);
    expect(await told()).toEqual(Array(2).fill('alert.fired: Mac offline: Anjou, Bosc, Comice and 2 more'));
    expect(await ways()).toEqual(['email', 'email', 'webhook']);
    expect(await alerts()).toHaveLength(5);
  });

  test('who keeps one of many is told of that one alone', async () => {
    const keeper = await makeUser(ctx.db);
    await makeOffline('Anjou', { ownerId: keeper.id });
    await makeOffline('Bosc');
    await round(15);
    const words = await ctx.db.notification.findMany({ where: { personId: keeper.id } });
    expect(words.map((it) => it.title)).toEqual(['Anjou has been silent for 15\u202fs']);
  });

  test('of simulated machines nothing leaves the app, unless the rule says so; it is labelled', async () => {
    await addWebhook(admin, { whose: 'lab', url: 'https://hooks.example/lab' });
    await makeOffline('Played', { simulated: true });
    await round(15);
    expect(plain(await told())).toEqual(['alert.fired: Simulated: Played has been silent for 15 s']);
    expect(await ways()).toEqual([]);
    await switchOn('offline', { sendsSimulated: true });
    await makeOffline('Played too', { simulated: true });
    await round(30);
    expect(await ways()).toEqual(['email', 'webhook']);
  });

  test('a person’s own choice counts within what the rule lets out', async () => {
    const personId = userIdOf(admin);
    await ctx.db.notificationPreference.create({
      data: { personId, kind: 'alert.fired', app: false, email: false, webhook: false },
    });
    await makeOffline('Gala');
    await round(15);
    expect(await ctx.db.notification.findMany()).toMatchObject([{ inApp: false }]);
    expect(await ways()).toEqual([]);
  });

  test('silenced it fires and tells nobody; where it still fires afterwards, it is told then', async () => {
    const [gala, bosc] = [await makeOffline('Gala'), await makeOffline('Bosc')];
    const until = at(3600);
    await silenceAlerts(admin, { ruleId: null, subjectId: gala.id, until: at(3000), reason: 'new disk' });
    const { id } = await silenceAlerts(admin, { ruleId: 'offline', subjectId: bosc.id, until, reason: '' });
    await round(15);
    expect(await told()).toEqual([]);
    expect(await alerts()).toMatchObject([{ isSilent: true }, { isSilent: true }]);
    expect(await listSilences(admin, { limit: 10 })).toMatchObject([
      { subjectName: 'Gala', reason: 'new disk' },
      { ruleName: 'Mac offline' },
    ]);
    await endSilence(admin, { id });
    await round(30);
    expect((await told()).map((it) => it.slice(0, 17))).toEqual(['alert.fired: Bosc']);
    // Over before it was told: nothing is said of it.
    await say(gala.id, 45);
    await round(45);
    expect(await told()).toHaveLength(1);
    ctx.clock.now = at(3601);
    expect(await listSilences(admin, { limit: 10 })).toEqual([]);
  });

  test('a portal that was away judges nobody, and what was waited for meanwhile counts for nothing', async () => {
    await switchOn('offline', { fireAfterSeconds: 60 });
    await makeOffline('Gala');
    await round(15);
    expect(await round(3000, { mayJudge: false })).toBeNull();
    await round(3015);
    expect(await told()).toEqual([]);
    await rounds(3030, 3075);
    expect(await told()).toHaveLength(1);
  });
});

test('the history says who was told, who has read it and who sees to it; page by page', async () => {
  await switchOn('offline', { fireAfterSeconds: 0 });
  await makeOffline('Gala');
  await round(15);
  await makeOffline('Bosc');
  await round(30);
  const page = await listAlerts(admin, { which: 'all', limit: 1 });
  expect(page.rows).toMatchObject([{ subjectName: 'Bosc', told: [{ readAt: null }], acknowledgedBy: null }]);
  const rest = await listAlerts(admin, { which: 'all', limit: 1, cursor: page.nextCursor });
  expect(rest).toMatchObject({ rows: [{ subjectName: 'Gala' }], nextCursor: null });
  const { id } = rest.rows[0]!;
  await ctx.db.notification.updateMany({ data: { readAt: at(40) } });
  await acknowledgeAlert(admin, { id, acknowledged: true });
  const member = await actingAs(ctx, 'member');
  expect((await alerts(member)).find((it) => it.id === id)).toMatchObject({
    told: [{ name: admin.actor.name, readAt: at(40) }],
    acknowledgedBy: admin.actor.name,
    acknowledgedAt: at(30),
  });
  await expect(acknowledgeAlert(member, { id, acknowledged: false })).rejects.toThrow('Only who was told');
  await acknowledgeAlert(admin, { id, acknowledged: false });
  expect((await alerts())[1]).toMatchObject({ acknowledgedBy: null });
});

test('a rule is there from the start for each kind; changed, switched off and removed, its alerts end', async () => {
  const rules = await listAlertRules(admin, { limit: 50 });
  expect(rules).toHaveLength(10);
  const offline = rules[0]!;
  const input = (more: object) =>
    SaveAlertRuleInput.parse({ ...offline, isOn: true, fireAfterSeconds: 0, ...more });
  await saveAlertRule(admin, input({}));
  await expect(saveAlertRule(admin, input({}))).rejects.toThrow('Somebody else has changed this rule');
  const gala = await makeOffline('Gala');
  await round(15);
  expect((await listAlertRules(admin, { limit: 50 }))[0]).toMatchObject({
    firing: [{ name: 'Gala' }],
    lastFiredFor: 'Gala',
  });
  // It looks at others now.
  await saveAlertRule(
    admin,
    input({ revision: offline.revision + 1, scope: 'machines', machineIds: [randomUUID()] }),
  );
  await round(30);
  expect(await alerts()).toMatchObject([{ endReason: 'gone' }]);
  await saveAlertRule(
    admin,
    input({ revision: offline.revision + 2, scope: 'machines', machineIds: [gala.id] }),
  );
  await round(45);
  await setAlertRule(admin, { id: offline.id, isOn: false });
  expect((await alerts())[0]).toMatchObject({ endReason: 'rule_off' });
  const made = await saveAlertRule(admin, input({ id: null, name: 'Second' }));
  await round(60);
  await removeAlertRule(admin, { id: made.id });
  expect((await alerts())[0]).toMatchObject({ ruleId: null, ruleName: 'Second', endReason: 'rule_off' });
  ctx.clock.now = at(500 * 86_400);
  expect(await pruneAlerts(ctx)).toEqual({ deleted: 3 });
});

test('marks that would never be quiet, or of no kind, are refused with a reason', () => {
  const rule = {
    id: null,
    revision: 0,
    name: 'Hot',
    isOn: true,
    severity: 'warning',
    scope: 'all',
    catalogIds: [],
    machineIds: [],
    tellsConcerned: true,
    roles: [],
    teamIds: [],
    personIds: [],
    byEmail: true,
    byWebhook: true,
    sendsSimulated: false,
    fireAfterSeconds: 0,
    clearAfterSeconds: 0,
  };
  const problem = (more: object) =>
    SaveAlertRuleInput.safeParse({ ...rule, ...more }).error?.issues[0]?.message;
  expect(problem({ kind: 'hot', threshold: 90, clearsAt: 95 })).toContain('at or below');
  expect(problem({ kind: 'disk_low', threshold: 10, clearsAt: 5 })).toContain('at or above');
  expect(problem({ kind: 'hot', threshold: null, clearsAt: 95 })).toContain('from 30 to 130');
  expect(problem({ kind: 'offline', threshold: null, clearsAt: null, scope: 'lab' })).toContain('Only power');
  expect(problem({ kind: 'hot', threshold: 90, clearsAt: 85 })).toBeUndefined();
});
