import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { AlertKind } from '@/shared/domain/alert-kinds.ts';
import { actingAs, actorOfUser, type TestContext } from '../../testing/context.ts';
import {
  makeBooking,
  makeMachine,
  makeMaintenance,
  makeSession,
  makeTariff,
  makeUser,
  machineFacts,
  newestReading,
} from '../../testing/factories.ts';
import { alertLab, at, plain } from '../../testing/alert-lab.ts';

const { now, round, rounds, switchOn, told, ways, alerts, say, hasMeasured, makeOffline } = alertLab();
let ctx: TestContext;
let admin: TestContext;
beforeEach(() => void ({ ctx, admin } = now()));

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
