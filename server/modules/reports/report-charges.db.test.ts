import { Readable } from 'node:stream';
import { beforeEach, expect, test } from 'vitest';
import { Report } from '@/shared/schemas/report.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeBooking, makeLab, makeMachine, makeRule, makeTariff } from '../../testing/factories.ts';
import { at, HOUR, HOUR_MS, makeUse, span, total } from '../../testing/usage.ts';
import { readBookingCost } from '../bookings/index.ts';
import { buildReport, streamUsageCsv } from './index.ts';

let ctx: TestContext;
beforeEach(async () => {
  const system = await makeTestContext({ now: at(24 * HOUR) });
  await system.db.$executeRaw`TRUNCATE "Booking", "Machine", "Tariff", "Project" CASCADE`;
  await makeLab(system.db, { timeZone: 'UTC' });
  await makeTariff(system.db, { machineHourPrice: 2 });
  ctx = await actingAs(system, 'member');
});
const report = async (from = 0, to = 24) =>
  Report.parse(await buildReport(ctx, span(from * HOUR, to * HOUR)));
const over = (machineId: string, from: number, to: number, more = {}) =>
  makeBooking(ctx.db, {
    machineIds: [machineId],
    startsAt: at(from * HOUR),
    endsAt: at(to * HOUR),
    status: 'ended',
    ...more,
  });

/** All that is not charged as it was held, with projects, in one lab. */
async function fillLab() {
  const [plain, own] = [await makeMachine(ctx.db), await makeMachine(ctx.db, { hourlyRate: 5 })];
  const unknown = await makeMachine(ctx.db, { ownership: 'rented' });
  const rented = await makeMachine(ctx.db, {
    ownership: 'rented',
    rental: {
      create: { provider: 'EC2', hourlyPrice: null, instanceType: 'mac-m4.metal', allocatedAt: at(0) },
    },
  } as never);
  await makeRule(ctx.db, 'no_show', { minutes: 30, billed: true });
  const project = await ctx.db.project.create({ data: { name: 'Agents' } });
  await makeUse(ctx.db, {
    machineIds: [plain.id, own.id, unknown.id, rented.id],
    from: 0,
    to: 4 * HOUR,
    sessions: [
      [HOUR, 2 * HOUR],
      [3 * HOUR, 4 * HOUR],
    ],
  });
  await over(plain.id, 5, 9, { endReason: 'no_show', endedAt: at(6 * HOUR), projectId: project.id });
  await over(plain.id, 10, 14, {
    chargedFrom: at(11 * HOUR),
    chargedUntil: at(12 * HOUR),
    projectId: project.id,
  });
  await over(own.id, 5, 9, { chargeWaived: true });
  await over(own.id, 10, 14, { missingMachineIds: [own.id], degradedSince: at(11 * HOUR) });
  await over(own.id, 15, 16, { status: 'pending' });
  await over(own.id, 16, 17, { status: 'declined' });
  return { project };
}

test('a report charges each booking as its own page does: own rates, no-shows, what was agreed, waived or missing', async () => {
  await fillLab();
  const { totals, ownPrices } = await report();
  expect(totals).toMatchObject({
    bookedMachineMs: (16 + 1 + 4 + 4 + 4) * HOUR_MS,
    cost: 4 * 2 + 4 * 5 + 4 * 2 + 2 + 0 + 5,
    otherCosts: [{ currency: 'USD', machineTime: expect.closeTo(4 * 1.23, 9) }],
    unpricedMachineMs: 4 * HOUR_MS,
  });
  expect(ownPrices).toBe(3);
  const bookings = await ctx.db.booking.findMany({ select: { id: true } });
  const pages = await Promise.all(bookings.map((it) => readBookingCost(ctx, it)));
  const sums = pages.flatMap((it) => (it.stage === 'over' ? it.soFar.money : []));
  const euros = sums.filter((it) => it.currency === 'EUR').map((it) => it.amount);
  expect(total(euros)).toBeCloseTo(totals.cost, 9);
});

test.each([
  ['the whole', [0, 24]],
  ['hours', [0, 3, 5.5, 6.5, 11.5, 24]],
])('rows, projects and windows add up: %s', async (_name, edges) => {
  const { project } = await fillLab();
  const whole = await report();
  const parts = await Promise.all(edges.slice(1).map((to, index) => report(edges[index], to)));
  expect(total(parts.map((it) => it.totals.cost))).toBeCloseTo(whole.totals.cost, 9);
  expect(total(parts.map((it) => it.totals.unpricedMachineMs))).toBe(whole.totals.unpricedMachineMs);
  for (const part of parts) {
    const rows = [...part.sessions, ...part.unusedBookings];
    expect(total(rows.map((it) => it.cost))).toBeCloseTo(part.totals.cost, 9);
    for (const key of ['cost', 'bookedMachineMs', 'usedMachineMs', 'unpricedMachineMs'] as const)
      expect(total(part.projects.map((it) => it[key]))).toBeCloseTo(part.totals[key], 9);
  }
  expect(whole.projects).toMatchObject([
    { projectId: project.id, projectName: 'Agents', bookings: 2, bookedMachineMs: 5 * HOUR_MS, cost: 10 },
    { projectId: null, bookings: 3, usedMachineMs: 8 * HOUR_MS },
  ]);
});

test('the file names the project, has a column of each currency and adds up', async () => {
  await fillLab();
  const { totals } = await report();
  const text = (await Readable.from(streamUsageCsv(ctx, span(0, 24 * HOUR))).toArray()).join('').slice(1);
  const [header, ...rows] = text
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
  const sumOf = (name: string) => total(rows.map((row) => Number(row[header!.indexOf(name)])));
  expect(sumOf('cost of booked time (EUR)')).toBeCloseTo(totals.cost, 9);
  expect(sumOf('cost of booked time (USD)')).toBeCloseTo(4 * 1.23, 9);
  expect(sumOf('machine time without a known price (s)')).toBe(4 * HOUR);
  expect(rows.filter((row) => row[header!.indexOf('project')] === 'Agents')).toHaveLength(2);
});
