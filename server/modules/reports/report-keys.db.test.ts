import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { Report } from '@/shared/schemas/report.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeLab, makeMachine, makeTariff } from '../../testing/factories.ts';
import { makeKey } from '../../testing/keys.ts';
import { at, HOUR, makeAnswer, makeUse, span } from '../../testing/usage.ts';
import { buildReport } from './index.ts';

let ctx: TestContext;
beforeEach(async () => {
  const system = await makeTestContext({ now: at(24 * HOUR) });
  await system.db.$executeRaw`TRUNCATE "Booking", "Machine", "Tariff", "ApiKey" CASCADE`;
  await makeLab(system.db, { timeZone: 'UTC' });
  await makeTariff(system.db, { electricityPricePerKwh: 0.36, pue: 1.5 });
  ctx = await actingAs(system, 'member');
});

const answerOf = (apiKeyId: string, sessionId: string, hour: number, data: object = {}) =>
  ctx.db.generation.create({
    data: {
      id: randomUUID(),
      sessionId,
      epoch: 1,
      apiKeyId,
      source: 'api',
      maxTokens: 1000,
      state: 'completed',
      createdAt: at(hour * HOUR),
      startedAt: at(hour * HOUR),
      endedAt: at(hour * HOUR + 60),
      promptTokens: 7,
      completionTokens: 100,
      ...data,
    },
  });

test('what was asked with a key is a part of what its sessions used, with the electricity of its time', async () => {
  const machine = await makeMachine(ctx.db);
  const simulated = await makeMachine(ctx.db, { simulated: true });
  const use = (machineId: string, isSimulated = false) =>
    makeUse(ctx.db, {
      machineIds: [machineId],
      from: 0,
      to: 10 * HOUR,
      sessions: [[0, 10 * HOUR]],
      simulated: isSimulated,
    });
  const real = (await use(machine.id)).sessions[0]!.id;
  const other = (await use(simulated.id, true)).sessions[0]!.id;
  const one = await makeKey(ctx, { name: 'Notebook' });
  const two = await makeKey(ctx, { name: 'Editor' });
  await answerOf(one.row.id, real, 1, { energyJoules: 3_600_000 });
  await answerOf(one.row.id, real, 2, { energyJoules: null });
  await answerOf(one.row.id, other, 2, { energyJoules: 7200 });
  await answerOf(two.row.id, real, 3, { completionTokens: 5, energyJoules: 1_800_000 });
  // Before the window, and with no key.
  await answerOf(two.row.id, real, 0);
  await makeAnswer(ctx.db, {
    sessionId: real,
    personId: one.row.personId,
    from: HOUR,
    to: 2 * HOUR,
    tokens: 1000,
  });
  await ctx.db.tariff.create({
    data: {
      validFrom: at(2.5 * HOUR),
      currency: 'EUR',
      machineHourPrice: 0.9,
      electricityPricePerKwh: 0.72,
      pue: 1.5,
    },
  });
  const report = Report.parse(await buildReport(ctx, span(0.5 * HOUR, 6 * HOUR)));
  expect(report.keys).toMatchObject([
    {
      keyName: 'Notebook',
      simulated: false,
      requests: 2,
      requestsMeasured: 1,
      promptTokens: 14,
      completionTokens: 200,
      energyJoules: 3_600_000,
      electricityCost: expect.closeTo(0.54, 6),
    },
    { keyName: 'Notebook', simulated: true, requests: 1, energyJoules: 7200, electricityCost: null },
    { keyName: 'Editor', completionTokens: 5, electricityCost: expect.closeTo(0.54, 6) },
  ]);
  const ofKeys = report.keys.filter((it) => !it.simulated).reduce((sum, it) => sum + it.completionTokens, 0);
  expect(report.totals.completionTokens).toBe(ofKeys + 1000);
  expect(report.sessions.find((it) => it.sessionId === real)!.completionTokens).toBe(ofKeys + 1000);
});
