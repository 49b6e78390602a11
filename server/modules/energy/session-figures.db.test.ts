import { beforeEach, expect, test } from 'vitest';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeLab, makeMachine, makeTariff } from '../../testing/factories.ts';
import { makeSteadyReadings } from '../../testing/steady-readings.ts';
import { at, HOUR, makeAnswer, makeUse, span } from '../../testing/usage.ts';
import { buildReport } from '../reports/index.ts';
import { sessionFigures, settleEnergy } from './index.ts';

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
