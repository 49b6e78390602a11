import { beforeEach, expect, test } from 'vitest';
import { CostReport } from '@/shared/schemas/cost-report.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeBooking, makeLab, makeMachine, makeTariff } from '../../testing/factories.ts';
import { makeSteadyReadings } from '../../testing/steady-readings.ts';
import { at, HOUR, HOUR_MS, makeAnswer, makeUse, span, total } from '../../testing/usage.ts';
import { settleEnergy } from '../energy/index.ts';
import { buildReport } from '../reports/index.ts';
import { buildCostReport } from './index.ts';

let ctx: TestContext;
beforeEach(async () => {
  const system = await makeTestContext({ now: at(48 * HOUR) });
  await system.db.$executeRaw`
    TRUNCATE "Booking", "Machine", "Tariff", "ReadingChunk", "ReadingDue", "ReadingMinute", "ReadingHour" CASCADE`;
  await makeLab(system.db, { timeZone: 'UTC' });
  await makeTariff(system.db, { machineHourPrice: 2, electricityPricePerKwh: 0.36, pue: 1.5 });
  ctx = await actingAs(system, 'member');
});

/** Two teams and a booking without one, a project, a machine with its own rate, two tariffs, a simulated machine. */
async function makeWorld() {
  const { db } = ctx;
  await makeTariff(db, {
    validFrom: at(5 * HOUR),
    machineHourPrice: 3,
    electricityPricePerKwh: 0.5,
    pue: 1,
  });
  const [a, b] = [await makeMachine(db), await makeMachine(db, { hourlyRate: 1.5 })];
  const simulated = await makeMachine(db, { simulated: true });
  for (const [machineId, watts] of [
    [a.id, 100],
    [b.id, 70],
  ] as const)
    await makeSteadyReadings(ctx, { machineId, ...span(0, 10 * HOUR), watts, chunkSeconds: 60 });
  const both = await makeUse(db, {
    machineIds: [a.id, b.id],
    from: 0,
    to: 8 * HOUR,
    sessions: [
      [HOUR, 4 * HOUR],
      [4.5 * HOUR, 8 * HOUR],
    ],
  });
  const other = await makeUse(db, {
    machineIds: [a.id],
    from: 9 * HOUR,
    to: 12 * HOUR,
    sessions: [[9 * HOUR, 10 * HOUR]],
  });
  const project = await db.project.create({ data: { name: `Agents ${both.person.id}` } });
  await db.booking.update({ where: { id: other.booking.id }, data: { projectId: project.id } });
  await makeBooking(db, { machineIds: [b.id], startsAt: at(10 * HOUR), endsAt: at(11 * HOUR) });
  await makeUse(db, { machineIds: [simulated.id], from: 0, to: HOUR, simulated: true });
  const answer = { personId: both.person.id, from: 2 * HOUR, to: 2.5 * HOUR, tokens: 3001 };
  await makeAnswer(db, { ...answer, sessionId: both.sessions[0]!.id });
  await makeAnswer(db, {
    ...answer,
    sessionId: other.sessions[0]!.id,
    from: 9.1 * HOUR,
    to: 9.2 * HOUR,
    tokens: 500,
  });
  return { a, b, both, other, project };
}
const read = async (from: number, to: number) => CostReport.parse(await buildCostReport(ctx, span(from, to)));
const money = (rows: CostReport['real']['teams'], of: 'charged' | 'electricity') =>
  total(rows.flatMap((row) => row.money.map((it) => it[of])));

test.each([
  ['from the readings', async () => {}],
  ['from frozen rows', settleEnergy],
])('by team, project and machine it adds up to the report’s own sums, %s', async (_name, settle) => {
  const { both } = await makeWorld();
  await settle(ctx);
  for (const [from, to] of [
    [0, 24 * HOUR],
    [2 * HOUR, 9.5 * HOUR],
  ] as const) {
    const [cost, { totals, simulated }] = [await read(from, to), await buildReport(ctx, span(from, to))];
    for (const rows of [
      cost.real.teams,
      cost.real.projects,
      cost.real.machines,
      [cost.real.total],
    ] as const) {
      expect(total(rows.map((it) => it.reservedMs))).toBe(totals.bookedMachineMs);
      expect(total(rows.map((it) => it.usedMs))).toBe(totals.usedMachineMs);
      expect(total(rows.map((it) => it.completionTokens))).toBeCloseTo(totals.completionTokens, 6);
      expect(total(rows.map((it) => it.joules))).toBeCloseTo(totals.sessionJoules!, 6);
      expect(money(rows as CostReport['real']['teams'], 'charged')).toBeCloseTo(totals.cost, 9);
      expect(money(rows as CostReport['real']['teams'], 'electricity')).toBeCloseTo(
        totals.electricityCost!,
        9,
      );
    }
    expect(cost.simulated.total.reservedMs).toBe(simulated.bookedMachineMs);
    expect(cost.real.teams.some((it) => it.id === both.booking.teamId)).toBe(true);
  }
});

test('and to what a query of its own says', async () => {
  const { both, other, project } = await makeWorld();
  const { real } = await read(0, 24 * HOUR);
  const rows = await ctx.db.$queryRaw<{ teamId: string | null; hours: number; charged: number }[]>`
    SELECT b."teamId", sum(extract(epoch FROM b."endsAt" - b."startsAt") / 3600)::float8 AS hours,
      sum(CASE WHEN m."hourlyRate" IS NOT NULL THEN m."hourlyRate" * extract(epoch FROM b."endsAt" - b."startsAt") / 3600
        ELSE (SELECT sum(t."machineHourPrice" * greatest(0, extract(epoch FROM least(b."endsAt", t.until) - greatest(b."startsAt", t."validFrom")) / 3600))
          FROM (SELECT *, lead("validFrom", 1, 'infinity') OVER (ORDER BY "validFrom") AS until FROM "Tariff") t) END)::float8 AS charged
    FROM "Booking" b JOIN "MachineBlock" k ON k."bookingId" = b.id JOIN "Machine" m ON m.id = k."machineId"
    WHERE NOT b.simulated GROUP BY 1`;
  expect(rows).toHaveLength(3);
  for (const { teamId, hours, charged } of rows) {
    const row = real.teams.find((it) => it.id === teamId);
    expect(row?.reservedMs).toBeCloseTo(hours * HOUR_MS, 3);
    expect(row?.money[0]?.charged).toBeCloseTo(charged, 9);
  }
  // 3 h and 3.5 h of two machines at 170 W, and 1 h of one at 100 W.
  expect(real.total.joules).toBeCloseTo(6.5 * HOUR * 170 + HOUR * 100, 3);
  expect(real.projects.map((it) => it.id)).toEqual([project.id, null]);
  expect(real.teams.find((it) => it.id === other.booking.teamId)).toMatchObject({ completionTokens: 500 });
  expect(real.teams.find((it) => it.id === both.booking.teamId)?.money[0]).toMatchObject({
    currency: 'EUR',
    charged: 5 * 2 + 3 * 3 + 8 * 1.5,
  });
});
