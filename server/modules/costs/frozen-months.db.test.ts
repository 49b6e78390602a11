import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { Report } from '@/shared/schemas/report.ts';
import { KEEPING } from '@/shared/schemas/keeping.ts';
import { MOST_ENTRIES, Statement } from '@/shared/schemas/statement.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeLab, makeMachine, makeTariff } from '../../testing/factories.ts';
import { makeSteadyReadings } from '../../testing/steady-readings.ts';
import { at, HOUR, makeAnswer, makeUse, span, total } from '../../testing/usage.ts';
import { contestCharge, decideCharge } from '../bookings/index.ts';
import { settleEnergy } from '../energy/index.ts';
import { pruneReadings } from '../metrics/index.ts';
import { buildReport } from '../reports/index.ts';
import {
  addEntry,
  buildCostReport,
  buildStatement,
  freezeDueMonths,
  freezeMonth,
  listStatements,
  setFreezeRule,
  statementCsv,
} from './index.ts';

const MONTH = '2026-11';
const NOVEMBER = { from: new Date('2026-11-01T00:00:00Z'), to: new Date('2026-12-01T00:00:00Z') };
const DAY = 24 * HOUR;

let system: TestContext;
let ctx: TestContext;
let world: Awaited<ReturnType<typeof makeWorld>>;
beforeEach(async () => {
  // The 8th of December; times of the tests begin on the 24th of November.
  system = await makeTestContext({ now: at(14 * DAY) });
  await system.db.$executeRaw`
    TRUNCATE "Booking", "Machine", "Tariff", "ReadingChunk", "ReadingDue", "ReadingMinute", "ReadingHour",
      "FrozenMonth", "StatementEntry", "Project" CASCADE`;
  await makeLab(system.db, { timeZone: 'UTC', freezeAfterDays: null, setUpAt: at(-60 * DAY) });
  await makeTariff(system.db, { machineHourPrice: 2, electricityPricePerKwh: 0.36, pue: 1.5 });
  ctx = await actingAs(system, 'admin');
  world = await makeWorld();
});

async function makeWorld() {
  const { db } = system;
  const [a, b] = [await makeMachine(db), await makeMachine(db, { hourlyRate: 1.37 })];
  for (const { id } of [a, b])
    await makeSteadyReadings(system, { machineId: id, ...span(0, 3 * HOUR), watts: 100, chunkSeconds: 60 });
  const use = await makeUse(db, {
    machineIds: [a.id, b.id],
    from: 0,
    to: 3 * HOUR,
    sessions: [[HOUR, 2.5 * HOUR]],
  });
  const other = await makeUse(db, { machineIds: [a.id], from: 4 * HOUR, to: 5 * HOUR });
  const project = await db.project.create({ data: { name: 'Agents' } });
  await db.booking.update({
    where: { id: use.booking.id },
    data: { projectId: project.id, status: 'ended' },
  });
  await makeAnswer(db, {
    sessionId: use.sessions[0]!.id,
    personId: use.person.id,
    from: 1.5 * HOUR,
    to: 2 * HOUR,
    tokens: 3001,
  });
  await settleEnergy(system);
  return { a, b, use, other, project, teamId: use.booking.teamId! };
}

const statement = async (teamId = world.teamId, month = MONTH) =>
  Statement.parse(await buildStatement(ctx, { month, teamId, shown: 'real' }));
/** All that a frozen month says, but for when it was frozen. */
async function figures() {
  const { frozenAt: _a, frozenByName: _b, corrections: _c, ...own } = await statement();
  const {
    frozenAt: _d,
    sessions: _e,
    unusedBookings: _f,
    ...report
  } = Report.parse(await buildReport(ctx, NOVEMBER));
  const { frozen: _g, tariffs: _h, ...cost } = await buildCostReport(ctx, NOVEMBER);
  return { own, report, cost };
}

test('what is kept is what was worked out at that moment, and months add up', async () => {
  const before = await figures();
  await freezeMonth(ctx, { month: MONTH });
  expect(await figures()).toEqual(before);
  expect((await buildReport(ctx, NOVEMBER)).frozenAt).toEqual(at(14 * DAY));
  expect(before.own.total).toMatchObject({
    money: [{ currency: 'EUR', charged: 6 + 3 * 1.37 }],
    completionTokens: 3001,
  });
  expect(before.own.total.joules).toBeCloseTo(1.5 * HOUR * 200, 3);
  const { teams } = await listStatements(ctx, { month: MONTH });
  expect(total(teams.map((it) => it.toPay[0]!.amount))).toBeCloseTo(before.report.totals.cost, 9);
  const [row] = await ctx.db.$queryRaw<{ charged: number; joules: number; hours: number }[]>`
    SELECT sum((SELECT sum((l->>'amount')::float8) FROM jsonb_array_elements(charges) l)) AS charged, sum(joules) AS joules,
      sum("reservedMs") / 3600000 AS hours
    FROM "FrozenCost" WHERE month = ${MONTH} AND NOT simulated`;
  expect(row?.charged).toBeCloseTo(before.report.totals.cost, 9);
  expect(row?.joules).toBeCloseTo(before.report.totals.sessionJoules!, 6);
  expect(row?.hours).toBe(7);
  // A time over several months, some of them frozen, is their sum.
  const longer = { from: NOVEMBER.from, to: at(14 * DAY) };
  await makeUse(ctx.db, { machineIds: [world.a.id], from: 8 * DAY, to: 8 * DAY + HOUR });
  const whole = await buildCostReport(ctx, longer);
  expect(whole.frozen).toMatchObject([{ month: MONTH }]);
  expect(whole.real.total.reservedMs).toBe(8 * HOUR * 1000);
  expect(whole.real.total.money[0]?.charged).toBeCloseTo(before.report.totals.cost + 2, 9);
});

test.each([
  [
    'the team is renamed',
    () => ctx.db.team.update({ where: { id: world.teamId }, data: { name: 'Renamed' } }),
  ],
  ['the team is removed', () => ctx.db.team.delete({ where: { id: world.teamId } })],
  ['its minutes and seconds are kept no longer', () => forgetReadings()],
  ['the project is removed', () => ctx.db.project.delete({ where: { id: world.project.id } })],
  [
    'a machine is renamed and has another rate',
    () => ctx.db.machine.update({ where: { id: world.b.id }, data: { name: 'Renamed', hourlyRate: 9 } }),
  ],
  [
    'its person is in another team and has another name',
    async () => {
      const { id: teamId } = await ctx.db.team.create({ data: { name: randomUUID() } });
      await ctx.db.user.update({ where: { id: world.use.person.id }, data: { teamId, name: 'Renamed' } });
      await ctx.db.booking.update({ where: { id: world.use.booking.id }, data: { teamId } });
    },
  ],
  [
    'the tariff of that time is another',
    () => ctx.db.tariff.updateMany({ data: { machineHourPrice: 7, electricityPricePerKwh: 3, pue: 1.1 } }),
  ],
  [
    'the booking and its sessions are gone',
    () => ctx.db.$executeRaw`TRUNCATE "Booking", "ReadingHour", "ReadingMinute" CASCADE`,
  ],
])('a frozen month stays to the last cent and joule when %s', async (_name, change) => {
  await freezeMonth(ctx, { month: MONTH });
  const before = await figures();
  await change();
  expect(await figures()).toEqual(before);
});

/** As the nightly tidying does it two hundred days later, under the strictest rule there is. */
async function forgetReadings(): Promise<void> {
  const { db, clock } = system;
  const now = clock.now;
  const count = async () => {
    const [row] = await db.$queryRaw<{ minutes: number; hours: number }[]>`
      SELECT (SELECT count(*)::int FROM "ReadingMinute") AS minutes, (SELECT count(*)::int FROM "ReadingHour") AS hours`;
    return row!;
  };
  const before = await count();
  expect(before.minutes).toBeGreaterThan(300);
  await db.lab.updateMany({ data: { minutesKeptDays: KEEPING.minutes.least } });
  clock.now = at(200 * DAY);
  await pruneReadings(system);
  clock.now = now;
  expect(await count()).toEqual({ minutes: 0, hours: before.hours });
}

test('of a month that is not frozen all totals stay when its minutes go, for hours do not', async () => {
  const before = await figures();
  await forgetReadings();
  expect(await figures()).toEqual(before);
});

test('a charge that is contested later is an entry of the month it was decided in', async () => {
  await freezeMonth(ctx, { month: MONTH });
  const before = await figures();
  const { booking, person } = world.use;
  await contestCharge(
    await actingAs(ctx, {
      kind: 'user',
      id: person.id,
      name: person.name,
      role: 'member',
      teamId: world.teamId,
    }),
    {
      bookingId: booking.id,
      kind: 'times',
      reason: 'It was off',
      wantedFrom: at(0),
      wantedUntil: at(2 * HOUR),
      wantedProjectId: null,
    },
  );
  const { id } = await ctx.db.bookingAdjustment.findFirstOrThrow({ where: { bookingId: booking.id } });
  await decideCharge(ctx, { id, accept: true, answer: '' });
  expect(await figures()).toEqual(before);
  expect((await statement()).corrections).toMatchObject([
    { month: '2026-12', correctsMonth: MONTH, amount: -3.37 },
  ]);
  const december = await statement(world.teamId, '2026-12');
  expect(december.entries).toMatchObject([{ reason: 'Contested: It was off', bookingId: booking.id }]);
  expect(december.toPay).toEqual([{ currency: 'EUR', amount: -3.37 }]);
});

test('an entry stands on its month, or once that is frozen on this one and names it', async () => {
  const entry = (amount: number) => ({
    id: randomUUID(),
    month: MONTH,
    teamId: world.teamId,
    amount,
    reason: '=1+1',
  });
  const first = entry(-2.5);
  expect(await addEntry(ctx, first)).toMatchObject({ month: MONTH });
  expect(await addEntry(ctx, first)).toMatchObject({ month: MONTH });
  const before = await statement();
  expect(before.toPay[0]?.amount).toBeCloseTo(6 + 3 * 1.37 - 2.5, 9);
  const lines = (await statementCsv(ctx, { month: MONTH, teamId: world.teamId, shown: 'real' }))
    .trim()
    .split('\r\n')
    .slice(1);
  expect(lines.map((it) => Number(it.split(',')[11]))).toEqual([expect.closeTo(10.11, 9), -2.5]);
  expect(lines[1]).toContain("'=1+1");
  await freezeMonth(ctx, { month: MONTH });
  expect(await addEntry(ctx, entry(4))).toMatchObject({ month: '2026-12' });
  const after = await statement();
  expect(after.toPay).toEqual(before.toPay);
  expect(after.corrections).toMatchObject([{ amount: 4, createdByName: ctx.actor.name }]);
});

test('of any number of entries a month’s list has the whole sum', async () => {
  const { teamId } = world;
  const entry = {
    month: MONTH,
    teamId,
    currency: 'EUR',
    amount: 0.5,
    reason: 'Many',
    createdByName: 'Ines',
    createdAt: at(0),
  };
  await ctx.db.statementEntry.createMany({
    data: Array.from({ length: MOST_ENTRIES + 4 }, () => ({ ...entry, teamName: 'Its name' })),
  });
  const { teams } = await listStatements(ctx, { month: MONTH });
  const own = teams.find((it) => it.teamId === teamId);
  expect(own?.adjustments).toEqual([{ currency: 'EUR', amount: (MOST_ENTRIES + 4) / 2 }]);
});

test('is refused while it runs, while a session has not settled, and twice', async () => {
  await expect(freezeMonth(ctx, { month: '2026-12' })).rejects.toThrow('is not over yet');
  await ctx.db.sessionEnergy.updateMany({ data: { settledAt: null } });
  await expect(freezeMonth(ctx, { month: MONTH })).rejects.toThrow('1 session of this month is not settled');
  expect(await freezeDueMonths(system)).toEqual({ frozen: [] });
  await setFreezeRule(ctx, { days: 7 });
  // It had nothing in it, and is settled.
  expect(await freezeDueMonths(system)).toEqual({ frozen: ['2026-09', '2026-10'] });
  await ctx.db.sessionEnergy.updateMany({ data: { settledAt: at(DAY) } });
  await setFreezeRule(ctx, { days: 8 });
  expect(await freezeDueMonths(system)).toEqual({ frozen: [] });
  await setFreezeRule(ctx, { days: 7 });
  const both = await Promise.allSettled([freezeMonth(ctx, { month: MONTH }), freezeDueMonths(system)]);
  expect(both.filter((it) => it.status === 'fulfilled').length).toBeGreaterThan(0);
  expect(await ctx.db.frozenMonth.count({ where: { month: MONTH } })).toBe(1);
  await expect(freezeMonth(ctx, { month: MONTH })).rejects.toThrow('is frozen already');
});
