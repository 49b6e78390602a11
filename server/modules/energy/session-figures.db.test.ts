import { beforeEach, expect, test } from 'vitest';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { machineFacts, makeLab, makeMachine, makeTariff } from '../../testing/factories.ts';
import { makeReadings } from '../../testing/readings.ts';
import { makeSteadyReadings } from '../../testing/steady-readings.ts';
import { at, HOUR, makeAnswer, makeUse, span } from '../../testing/usage.ts';
import { buildReport } from '../reports/index.ts';
import { sessionFigures, sessionSplit, settleEnergy } from './index.ts';

let ctx: TestContext;
beforeEach(async () => {
  const system = await makeTestContext({ now: at(24 * HOUR) });
  await system.db.$executeRaw`TRUNCATE "Booking", "Machine", "Tariff" CASCADE`;
  await makeLab(system.db, { timeZone: 'UTC' });
  await makeTariff(system.db, { machineHourPrice: 2, electricityPricePerKwh: 0.36, pue: 1.5 });
  ctx = await actingAs(system, 'member');
});

async function twoSessions() {
  const machine = await makeMachine(ctx.db);
  await makeSteadyReadings(ctx, { machineId: machine.id, ...span(0, 5 * HOUR) });
  const { sessions, person } = await makeUse(ctx.db, {
    machineIds: [machine.id],
    from: 0,
    to: 4 * HOUR,
    sessions: [
      [HOUR, 2 * HOUR],
      [2.5 * HOUR, 4 * HOUR],
    ],
  });
  const [first, second] = sessions.map((it) => it.id);
  const personId = person.id;
  await makeAnswer(ctx.db, { sessionId: first!, personId, from: 1.1 * HOUR, to: 1.2 * HOUR, tokens: 100 });
  return { first: first!, second: second! };
}

test.each([
  ['from the readings', async () => {}],
  ['from its frozen row', settleEnergy],
])('are those of the report, %s', async (_name, settle) => {
  const { first, second } = await twoSessions();
  await settle(ctx);
  const report = await buildReport(ctx, span(0, 24 * HOUR));
  for (const id of [first, second]) {
    const row = report.sessions.find((it) => it.sessionId === id)!;
    const figures = await sessionFigures(ctx, id);
    expect(figures).toMatchObject({
      completionTokens: row.completionTokens,
      requests: row.requests,
      coverage: 1,
      powerSources: ['smc_pstr'],
    });
    expect(figures.energyJoules).toBeCloseTo(row.energyJoules!, 6);
    expect(figures.cost).toMatchObject({ amount: row.cost, currency: 'EUR' });
  }
  expect((await sessionFigures(ctx, first)).cost?.basis).toBe('2.50 booked machine-hours × €2.00');
  await expect(sessionFigures(ctx, 'nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('name each price that the booked time had', async () => {
  await makeTariff(ctx.db, { validFrom: at(HOUR), machineHourPrice: 3 });
  const { first } = await twoSessions();
  expect((await sessionFigures(ctx, first)).cost).toEqual({
    amount: 1 * 2 + 1.5 * 3,
    currency: 'EUR',
    basis: '1.00 booked machine-hours × €2.00 + 1.50 × €3.00',
    isOpen: false,
  });
});

test('say that the cost still grows while the booking runs on after a session’s end, and then no more', async () => {
  const { first, second } = await twoSessions();
  const openAt = async (hours: number) => {
    ctx.clock.now = at(hours * HOUR);
    return [first, second].map(async (id) => (await sessionFigures(ctx, id)).cost?.isOpen);
  };
  expect(await Promise.all(await openAt(2.2))).toEqual([true, undefined]);
  expect(await Promise.all(await openAt(3))).toEqual([false, true]);
  expect(await Promise.all(await openAt(5))).toEqual([false, false]);
});

test('are split into active and idle by what the machine draws at rest with that model, else by the table', async () => {
  const machine = await makeMachine(ctx.db, { facts: machineFacts() });
  const isBusy = (second: number): boolean => second > HOUR && second <= 1.25 * HOUR;
  const watts = (second: number): number => (isBusy(second) ? 200 : 30 + (second % 60 === 0 ? 5 : 0));
  await makeReadings(ctx, { machineId: machine.id, from: at(0), seconds: 2 * HOUR, watts });
  const use = {
    machineIds: [machine.id],
    from: 0,
    to: 2 * HOUR,
    sessions: [[0, 2 * HOUR] as [number, number]],
  };
  const { sessions, person } = await makeUse(ctx.db, use);
  const { id: sessionId, modelFingerprint } = sessions[0]!;
  await makeAnswer(ctx.db, { sessionId, personId: person.id, from: HOUR, to: 1.25 * HOUR, tokens: 100 });
  const { energyJoules: totalJoules } = await sessionFigures(ctx, sessionId);
  const asked = { machineIds: [machine.id], modelFingerprint, span: span(0, 2 * HOUR), totalJoules };
  const table = (await sessionSplit(ctx, asked))!;
  // Never ready, it never waited with its model loaded: nine watts are Apple's.
  expect(table).toMatchObject({ basis: 'table', idleWatts: 9, minutes: 0 });
  await ctx.db.session.update({ where: { id: sessionId }, data: { readyAt: at(0) } });
  const learned = (await sessionSplit(ctx, asked))!;
  expect(learned).toMatchObject({ basis: 'learned', minutes: 105 });
  expect(learned.idleWatts).toBeCloseTo(30, 0);
  expect(learned.activeJoules / (900 * 170)).toBeCloseTo(1, 1);
  for (const it of [table, learned]) {
    expect(it.activeJoules + it.idleJoules).toBe(totalJoules);
    expect([it.marginalJoules, it.fullJoules]).toEqual([it.activeJoules, totalJoules]);
  }
  expect(await sessionSplit(ctx, { ...asked, totalJoules: null })).toBeNull();
});
