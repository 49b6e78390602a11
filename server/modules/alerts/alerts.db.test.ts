import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { SaveAlertRuleInput } from '@/shared/schemas/alert.ts';
import type { AlertKind } from '@/shared/domain/alert-kinds.ts';
import { actingAs, actorOfUser, makeTestContext, type TestContext, userIdOf } from '../../testing/context.ts';
import {
  makeBooking,
  makeLab,
  makeMachine,
  makeMaintenance,
  makeSession,
  makeTariff,
  makeUser,
  machineFacts,
  newestReading,
} from '../../testing/factories.ts';
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

const START = new Date('2026-11-18T20:00:00Z');
const at = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);
let ctx: TestContext;
let admin: TestContext;
let rules: Awaited<ReturnType<TestContext['db']['alertRule']['findMany']>> | undefined;
beforeEach(async () => {
  ctx = await makeTestContext({ now: START });
  await ctx.db
    .$executeRaw`TRUNCATE "Booking", "Machine", "Tariff", "Project", "Alert", "AlertSilence", "AlertCondition",
      "Notification", "Webhook", "User", "AuditEntry" CASCADE`;
  // As the lab came, but for being off: each test switches on what it is about.
  rules ??= (await ctx.db.alertRule.findMany()).map((it) => ({ ...it, isOn: false }));
  await ctx.db.alertRule.deleteMany();
  await ctx.db.alertRule.createMany({ data: rules });
  await ctx.db.alertRound.updateMany({ data: { at: new Date(0) } });
  await makeLab(ctx.db, { timeZone: 'UTC' });
  admin = await actingAs(ctx, 'admin');
  await round(0);
});

/** The round at so many seconds; every test's machines are as they were set. */
const round = async (seconds: number, more: { mayJudge?: boolean; withBudgets?: boolean } = {}, of = ctx) => {
  ctx.clock.now = at(seconds);
  return evaluateAlerts(of, { mayJudge: true, ...more });
};
/** A round every fifteen seconds, as sweeps do. */
const rounds = async (
  from: number,
  to: number,
  before: (seconds: number) => Promise<unknown> = async () => 0,
) => {
  for (let seconds = from; seconds <= to; seconds += 15) {
    await before(seconds);
    await round(seconds);
  }
};
const switchOn = (kind: AlertKind, data: object = {}) =>
  ctx.db.alertRule.updateMany({ where: { kind }, data: { isOn: true, ...data } });
const told = async () =>
  (await ctx.db.notification.findMany({ orderBy: [{ createdAt: 'asc' }, { title: 'asc' }] })).map(
    (it) => `${it.kind}: ${it.title}`,
  );
const plain = (texts: string[]) => texts.map((it) => it.replaceAll(/[\u00a0\u202f]/g, ' '));
const ways = async () =>
  (await ctx.db.notificationDelivery.findMany({ orderBy: { createdAt: 'asc' } }))
    .map((it) => it.channel)
    .toSorted();
const alerts = async (who = admin, which: 'firing' | 'all' = 'all') =>
  (await listAlerts(who, { which, limit: 50 })).rows;
const say = (machineId: string, seconds: number, reading: object = {}) =>
  ctx.db.agent.update({
    where: { machineId },
    data: {
      state: 'online',
      lastSeenAt: at(seconds),
      reading: { ...newestReading(), at: at(seconds), ...reading },
    },
  });
const silent = (machineId: string, since: number) =>
  ctx.db.agent.update({ where: { machineId }, data: { state: 'lost', lastSeenAt: at(since) } });
const hasMeasured = (key: number) =>
  ctx.db.$executeRaw`
    INSERT INTO "ReadingHour" ("machineKey", at, "energyJoules", "coveredMs", readings, "powerSources") VALUES (${key}, ${at(-3600)}, 1, 1, 1, 0)`;
const makeOffline = async (name: string, data: object = {}) => {
  const machine = await makeMachine(ctx.db, { name, ...data });
  await silent(machine.id, 0);
  return machine;
};

describe('each kind, from rows to what goes out', () => {
  test('offline: after two minutes of silence, over after a minute of word', async () => {
    await switchOn('offline');
    const gala = await makeOffline('Gala');
    await rounds(15, 120);
    expect(await told()).toEqual([]);
    await round(135);
    expect(plain(await told())).toEqual(['alert.fired: Gala has been silent for 2 min 15 s']);
    expect(await ways()).toEqual(['email']);
    await rounds(150, 240);
    await rounds(255, 300, (seconds) => say(gala.id, seconds));
    expect(await told()).toHaveLength(1);
    await say(gala.id, 315);
    await round(315);
    expect((await told()).at(-1)).toBe('alert.cleared: Gala is back');
    expect(await alerts()).toMatchObject([
      {
        subjectName: 'Gala',
        severity: 'critical',
        endReason: 'cleared',
        link: `/machines/${gala.id}?from=${at(135 - 1800).toISOString()}&to=${at(135 + 1800).toISOString()}`,
      },
    ]);
  });

  test('who is looked after, lent out, away for good or was never here is not missed', async () => {
    await switchOn('offline', { fireAfterSeconds: 0 });
    const kept = await makeOffline('Looked after');
    await makeMaintenance(ctx.db, { machineId: kept.id, startsAt: at(-60), endsAt: at(3600) });
    await makeOffline('In repair', { status: 'maintenance' });
    await makeOffline('Lent out', { status: 'loaned' });
    await makeOffline('Retired', { status: 'retired' });
    await makeMachine(ctx.db, { name: 'Never joined', agent: null });
    await makeMachine(ctx.db, {
      name: 'Joined but not heard of',
      agent: { state: 'lost', lastSeenAt: null },
    });
    await rounds(15, 60);
    expect(await alerts()).toEqual([]);
  });

  test.each<[AlertKind, object, object, string]>([
    ['hot', { temperatureCelsius: 96 }, { temperatureCelsius: 80 }, 'Pippin is hot: 96 °C'],
    ['power_over', { powerWatts: 300 }, { powerWatts: 100 }, 'Pippin uses 300 W'],
  ])('%s: by its newest reading, and not by an old one', async (kind, over, clear, title) => {
    await switchOn(kind, {
      fireAfterSeconds: 30,
      clearAfterSeconds: 30,
      ...(kind === 'power_over' && { threshold: 250, clearsAt: 200, scope: 'all' }),
    });
    const { id } = await makeMachine(ctx.db, { name: 'Pippin' });
    await say(id, 0, over);
    await rounds(15, 300);
    // The reading is from before: nobody knows.
    expect(await told()).toEqual([]);
    await rounds(315, 345, (seconds) => say(id, seconds, over));
    expect(plain(await told())).toEqual([`alert.fired: ${title}`]);
    await rounds(360, 420, (seconds) => say(id, seconds, clear));
    expect((await told()).map((it) => it.split(':')[0])).toEqual(['alert.fired', 'alert.cleared']);
  });

  test.each<[AlertKind, object, object, string]>([
    [
      'thermal_pressure',
      { thermalPressure: 2 },
      { thermalPressure: 0 },
      'macOS slows Pippin down for its heat: heavy',
    ],
    [
      'disk_low',
      { diskFreeBytes: 2 ** 36, diskTotalBytes: 2 ** 40 },
      { diskFreeBytes: 2 ** 39, diskTotalBytes: 2 ** 40 },
      'Pippin has 6 % of its disk left',
    ],
  ])('%s: by what its agent last found out', async (kind, over, clear, title) => {
    await switchOn(kind, { fireAfterSeconds: 0, clearAfterSeconds: 0 });
    const machine = await makeMachine(ctx.db, { name: 'Pippin', facts: machineFacts(over) });
    await makeMachine(ctx.db, { name: 'Says nothing of it' });
    await round(15);
    expect(plain(await told())).toEqual([`alert.fired: ${title}`]);
    await ctx.db.machineReport.update({
      where: { machineId: machine.id },
      data: { facts: machineFacts(clear) },
    });
    await round(30);
    expect(await alerts(admin, 'firing')).toEqual([]);
  });

  test('the lab’s power: each meter once, simulated apart, and what is not known does not clear it', async () => {
    await switchOn('power_over', {
      fireAfterSeconds: 0,
      clearAfterSeconds: 0,
    });
    const [one, two] = [await makeMachine(ctx.db), await makeMachine(ctx.db)];
    const played = await makeMachine(ctx.db, { simulated: true });
    const tell = async (seconds: number, watts: number | null) => {
      await say(one.id, seconds, { powerWatts: 350 });
      await say(two.id, seconds, { powerWatts: watts });
      await say(played.id, seconds, { powerWatts: 500 });
      await round(seconds);
    };
    await tell(15, 200);
    expect(await told()).toEqual([]);
    await tell(30, 300);
    expect(await told()).toEqual(['alert.fired: The lab uses 650 W']);
    await hasMeasured(two.key);
    await tell(45, null);
    expect(await alerts(admin, 'firing')).toHaveLength(1);
    await tell(60, 100);
    expect(await alerts(admin, 'firing')).toEqual([]);
  });

  test('the lab’s power is what its pages say: a plug tells the watts of all that hang on it', async () => {
    await switchOn('power_over', { fireAfterSeconds: 0, clearAfterSeconds: 0 });
    const macs = [await makeMachine(ctx.db), await makeMachine(ctx.db)];
    const plug = await ctx.db.wallMeter.create({
      data: {
        key: 900_001,
        name: 'Rack',
        kind: 'shelly',
        links: { create: macs.map((it) => ({ machineId: it.id, startsAt: at(-60) })) },
      },
    });
    for (const it of macs) await hasMeasured(it.key);
    const tell = async (seconds: number, lastWatts: number, powerWatts: number | null) => {
      await ctx.db.wallMeter.update({ where: { id: plug.id }, data: { lastAt: at(seconds), lastWatts } });
      for (const it of macs) await say(it.id, seconds, { powerWatts });
      await round(seconds);
    };
    await tell(15, 700, 100);
    expect(await told()).toEqual(['alert.fired: The lab uses 700 W']);
    // A chip that says nothing leaves nothing unknown while the plug speaks.
    await tell(30, 300, null);
    expect(await alerts(admin, 'firing')).toEqual([]);
    await ctx.db.wallMeter.delete({ where: { id: plug.id } });
  });

  test('session stuck: no token while it answers; a question that is read is not stuck', async () => {
    await switchOn('session_stuck');
    const owner = await makeUser(ctx.db);
    const machine = await makeMachine(ctx.db);
    const booking = await makeBooking(ctx.db, { machineIds: [machine.id], personId: owner.id });
    const session = await makeSession(ctx.db, {
      bookingId: booking.id,
      startedById: owner.id,
      machineIds: [machine.id],
      modelTitle: 'Kimi',
    });
    const answer = await ctx.db.generation.create({
      data: {
        id: randomUUID(),
        sessionId: session.id,
        epoch: session.epoch,
        requestedById: owner.id,
        state: 'running',
        maxTokens: 10,
        startedAt: at(-300),
      },
    });
    await round(15);
    expect(await told()).toEqual([]);
    const step = (seq: number, seconds: number) =>
      ctx.db.generationDelta.create({
        data: {
          generationId: answer.id,
          seq,
          kind: 'text',
          text: 'a',
          completionTokens: seq,
          at: at(seconds),
        },
      });
    await step(1, 20);
    await rounds(30, 45);
    expect(await told()).toEqual([]);
    await round(60);
    expect(await told()).toEqual(Array(2).fill('alert.fired: Kimi has said nothing for 40 s'));
    const [alert] = await alerts();
    expect(alert!.told.map((it) => it.name)).toContain(owner.name);
    await step(2, 70);
    await round(75);
    expect(await alerts(admin, 'firing')).toEqual([]);
  });

  test('booking idle: whoever booked is told, and its end without a use is no good news', async () => {
    await switchOn('booking_idle', { roles: [] });
    const machine = await makeMachine(ctx.db, { name: 'Anjou' });
    const booking = await makeBooking(ctx.db, {
      machineIds: [machine.id],
      startsAt: at(-2400),
      endsAt: at(1200),
    });
    await rounds(15, 285);
    expect(await told()).toEqual([]);
    await rounds(300, 330);
    expect(await told()).toEqual(['alert.fired: Nothing runs on Anjou']);
    // By the rule's own word it stays in the app.
    expect(await ways()).toEqual([]);
    const owner = { ...ctx, actor: actorOfUser(booking.person) };
    expect(await alerts(owner)).toHaveLength(1);
    expect(await alerts(await actingAs(ctx, 'member'))).toEqual([]);
    await ctx.db.booking.update({ where: { id: booking.id }, data: { status: 'ended' } });
    await round(345);
    expect(await alerts()).toMatchObject([{ endReason: 'gone' }]);
    expect(await told()).toHaveLength(1);
  });

  test('agent outdated: older than the newest here', async () => {
    await switchOn('agent_outdated', { fireAfterSeconds: 0 });
    await makeMachine(ctx.db, { name: 'Quince', agent: { version: '0.9.0' } });
    await makeMachine(ctx.db, { agent: { version: '0.10.0' } });
    await round(15);
    expect(await told()).toEqual(['alert.fired: The agent of Quince is outdated']);
  });

  test('meter silent: its agent is there and it has measured of late', async () => {
    await switchOn('meter_silent', { fireAfterSeconds: 30 });
    const [concorde, unmetered] = [
      await makeMachine(ctx.db, { name: 'Concorde' }),
      await makeMachine(ctx.db),
    ];
    await hasMeasured(concorde.key);
    const bothSay = (seconds: number, watts: number | null) =>
      Promise.all([
        say(concorde.id, seconds, { powerWatts: watts }),
        say(unmetered.id, seconds, { powerWatts: null }),
      ]);
    await rounds(15, 60, (seconds) => bothSay(seconds, null));
    expect(await told()).toEqual(['alert.fired: The meter of Concorde is silent']);
    await bothSay(75, 30);
    await round(75);
    expect((await told()).at(-1)).toBe('alert.cleared: The meter of Concorde is back');
  });

  test('budget near: of a project, what is reserved with it', async () => {
    await switchOn('budget_near');
    await makeTariff(ctx.db, { machineHourPrice: 2 });
    const machine = await makeMachine(ctx.db);
    const member = await makeUser(ctx.db);
    const project = await ctx.db.project.create({
      data: { name: 'Interpretability', budgetAmount: 10, members: { create: { personId: member.id } } },
    });
    await makeBooking(ctx.db, {
      machineIds: [machine.id],
      projectId: project.id,
      startsAt: at(-3600),
      endsAt: at(3 * 3600),
    });
    await round(15);
    expect(await told()).toEqual([]);
    await round(30, { withBudgets: true });
    expect(await told()).toEqual(Array(2).fill('alert.fired: Interpretability has used 80 % of its budget'));
    await ctx.db.budget.create({
      data: {
        projectId: project.id,
        measure: 'hours',
        amount: 4.5,
        period: 'all',
        warnShare: 0.8,
        createdByName: 'Ines',
        createdAt: at(0),
      },
    });
    await round(40, { withBudgets: true });
    expect((await told()).at(-1)).toBe('alert.fired: Interpretability has used 89 % of its budget');
    // Not looked at this time, and so not gone.
    await round(45);
    expect(await alerts(admin, 'firing')).toHaveLength(2);
  });
});

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

test('200 machines of ten rules are looked at in a few statements', async () => {
  await ctx.db.alertRule.updateMany({ data: { isOn: true } });
  const ids = Array.from({ length: 200 }, (_, index) => `machine-${index}`);
  await ctx.db.machine.createMany({ data: ids.map((id) => ({ id, name: id })) });
  const reading = { ...newestReading({ powerWatts: 1 }), at: at(15) };
  const agent = {
    publicKey: 'none',
    version: '0.1.0',
    state: 'online' as const,
    lastSeenAt: at(15),
    reading,
  };
  await ctx.db.agent.createMany({ data: ids.map((machineId) => ({ ...agent, machineId })) });
  const statements: string[] = [];
  const watched = ctx.db.$extends({
    query: {
      $allOperations({ operation, args, query }) {
        statements.push(operation);
        return query(args);
      },
    },
  });
  expect(await round(15, {}, { ...ctx, db: watched as unknown as typeof ctx.db })).toEqual({
    fired: 0,
    cleared: 0,
  });
  expect(statements.length).toBeGreaterThan(2);
  expect(statements.length).toBeLessThanOrEqual(6);
});
