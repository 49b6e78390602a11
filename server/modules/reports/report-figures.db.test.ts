import { beforeEach, expect, test } from 'vitest';
import { Report, REPORT_ROWS, ReportInput } from '@/shared/schemas/report.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeBooking, makeLab, makeMachine, makeTariff, makeUser } from '../../testing/factories.ts';
import { makeSteadyReadings } from '../../testing/steady-readings.ts';
import { at, HOUR, HOUR_MS, makeAnswer, makeUse, span } from '../../testing/usage.ts';
import { settleEnergy } from '../energy/index.ts';
import { buildReport } from './index.ts';

let ctx: TestContext;
beforeEach(async () => {
  const system = await makeTestContext({ now: at(24 * HOUR) });
  await system.db.$executeRaw`
    TRUNCATE "Booking", "Machine", "Tariff", "ReadingChunk", "ReadingDue", "ReadingMinute", "ReadingHour" CASCADE`;
  await makeLab(system.db, { timeZone: 'UTC' });
  await makeTariff(system.db, { machineHourPrice: 2, electricityPricePerKwh: 0.36, pue: 1.5 });
  ctx = await actingAs(system, 'member');
});

const fill = (
  machineId: string,
  from: number,
  to: number,
  watts = 100,
  source: 'smc_pstr' | 'simulated' = 'smc_pstr',
) => makeSteadyReadings(ctx, { machineId, ...span(from, to), watts, source });

test('machine time and tokens are clipped to the window, for three sessions across its edges', async () => {
  const machine = await makeMachine(ctx.db);
  const sessions: [number, number][] = [
    [0, 2 * HOUR],
    [3 * HOUR, 4 * HOUR],
    [5 * HOUR, 9 * HOUR],
  ];
  const made = await makeUse(ctx.db, { machineIds: [machine.id], from: 0, to: 10 * HOUR, sessions });
  const [first, second, third] = made.sessions.map((it) => ({ sessionId: it.id, personId: made.person.id }));
  await makeAnswer(ctx.db, { ...first!, from: 60, to: 120, tokens: 1000 });
  await makeAnswer(ctx.db, { ...second!, from: 3.1 * HOUR, to: 3.2 * HOUR, tokens: 50 });
  await makeAnswer(ctx.db, { ...third!, from: 5.1 * HOUR, to: 7 * HOUR, tokens: 3 });
  const report = await buildReport(ctx, span(HOUR, 6 * HOUR));
  expect(report.sessions.map((it) => it.usedMachineMs)).toEqual([HOUR_MS, HOUR_MS, HOUR_MS]);
  // The booking's time is shared among its sessions: none is counted twice.
  expect(report.sessions.map((it) => it.bookedMachineMs)).toEqual([2 * HOUR_MS, 2 * HOUR_MS, HOUR_MS]);
  expect(report.totals).toMatchObject({
    bookedMachineMs: 5 * HOUR_MS,
    usedMachineMs: 3 * HOUR_MS,
    completionTokens: 50,
    promptTokens: 7,
    requests: 1,
    people: 1,
    sessions: 3,
    cost: 10,
  });
});

test('an answer that ended after its session counts in the window of its own end', async () => {
  const machine = await makeMachine(ctx.db);
  const use = { machineIds: [machine.id], from: 0, to: HOUR };
  const { sessions, person } = await makeUse(ctx.db, { ...use, sessions: [[0, HOUR]] });
  await makeAnswer(ctx.db, {
    sessionId: sessions[0]!.id,
    personId: person.id,
    from: 100,
    to: HOUR + 2,
    tokens: 9,
  });
  const report = await buildReport(ctx, span(HOUR, 2 * HOUR));
  expect(report.sessions).toMatchObject([{ completionTokens: 9, usedMachineMs: 0, bookedMachineMs: 0 }]);
});

test('a running answer now, and a booking that nobody used', async () => {
  const [a, b] = [await makeMachine(ctx.db), await makeMachine(ctx.db)];
  ctx.clock.now = at(2 * HOUR);
  const use = { machineIds: [a.id], from: 0, to: 4 * HOUR };
  const { sessions, person } = await makeUse(ctx.db, { ...use, sessions: [[HOUR, null]] });
  const running = { sessionId: sessions[0]!.id, personId: person.id, from: 1.9 * HOUR, to: null };
  await makeAnswer(ctx.db, { ...running, tokens: 12 });
  await makeUse(ctx.db, { machineIds: [b.id], from: HOUR, to: 6 * HOUR });
  const report = await buildReport(ctx, span(0, 24 * HOUR));
  expect(report.unusedBookings).toMatchObject([{ bookedMachineMs: HOUR_MS, cost: 2 }]);
  expect(report.totals).toMatchObject({
    bookedMachineMs: 3 * HOUR_MS,
    usedMachineMs: HOUR_MS,
    completionTokens: 12,
    people: 2,
    cost: 6,
  });
  expect(report.sessions).toMatchObject([{ endedAt: null, bookedMachineMs: 2 * HOUR_MS }]);
  expect(report.days).toMatchObject([{ completionTokens: 12 }]);
  expect((await buildReport(ctx, span(0, HOUR))).totals.completionTokens).toBe(0);
});

test('a booking counts until it was given back, and a cancelled one not at all', async () => {
  const machine = await makeMachine(ctx.db);
  const times = { machineIds: [machine.id], startsAt: at(0), endsAt: at(8 * HOUR) };
  await makeBooking(ctx.db, { ...times, status: 'ended', endedAt: at(HOUR) });
  await makeBooking(ctx.db, { ...times, status: 'cancelled' });
  expect((await buildReport(ctx, span(0, 24 * HOUR))).totals.bookedMachineMs).toBe(HOUR_MS);
});

test.each([
  ['from the readings', async () => {}],
  ['from frozen rows', settleEnergy],
])('a window with two tariffs is priced by both, machine time and electricity, %s', async (_name, settle) => {
  const machine = await makeMachine(ctx.db);
  await makeTariff(ctx.db, {
    validFrom: at(4 * HOUR),
    machineHourPrice: 3,
    electricityPricePerKwh: 0.5,
    pue: 1,
  });
  await fill(machine.id, 0, 10 * HOUR, 1000);
  await makeUse(ctx.db, { machineIds: [machine.id], from: 0, to: 10 * HOUR, sessions: [[HOUR, 9 * HOUR]] });
  await settle(ctx);
  const report = await buildReport(ctx, span(0, 12 * HOUR));
  expect(report.tariff.version).toBe(report.tariffs[1]?.tariff.version);
  expect(report.tariffs.map((it) => [it.from, it.to, it.tariff.machineHourPrice])).toEqual([
    [at(0), at(4 * HOUR), 2],
    [at(4 * HOUR), at(12 * HOUR), 3],
  ]);
  expect(report.totals.cost).toBeCloseTo(4 * 2 + 6 * 3, 9);
  expect(report.totals.electricityCost).toBeCloseTo(3 * 1.5 * 0.36 + 5 * 0.5, 6);
  expect(report.sessions[0]?.electricityCost).toBeCloseTo(3 * 1.5 * 0.36 + 5 * 0.5, 6);
  expect(report.sessions[0]?.energyJoules).toBeCloseTo(8 * 3_600_000, 3);
  const before = await buildReport(ctx, span(0, 4 * HOUR));
  expect(before.tariffs).toHaveLength(1);
  expect(before.totals.cost).toBeCloseTo(8, 9);
});

test('currencies are never added up', async () => {
  const machine = await makeMachine(ctx.db);
  await makeTariff(ctx.db, { validFrom: at(12 * HOUR), machineHourPrice: 99, currency: 'USD' });
  await fill(machine.id, 0, 14 * HOUR, 1000);
  await makeUse(ctx.db, { machineIds: [machine.id], from: 0, to: 14 * HOUR, sessions: [[0, 14 * HOUR]] });
  const report = await buildReport(ctx, span(0, 14 * HOUR));
  expect(report.tariff.currency).toBe('USD');
  expect(report.totals).toMatchObject({
    cost: 2 * 99,
    otherCosts: [{ currency: 'EUR', machineTime: 24, electricity: expect.closeTo(12 * 1.5 * 0.36, 6) }],
  });
  expect((await buildReport(ctx, span(0, 12 * HOUR))).totals).toMatchObject({ cost: 24, otherCosts: [] });
});

test('until a lab sets its prices, nothing costs anything', async () => {
  const machine = await makeMachine(ctx.db);
  await ctx.db.tariff.updateMany({ data: { validFrom: at(6 * HOUR) } });
  await makeUse(ctx.db, { machineIds: [machine.id], from: 0, to: 10 * HOUR });
  const report = await buildReport(ctx, span(0, 12 * HOUR));
  expect(report.totals).toMatchObject({ cost: 8, otherCosts: [] });
});

test.each([
  ['of 25 hours', 'Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-26T23:00:00Z', [25, 24]],
  ['of 23 hours', 'Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-30T22:00:00Z', [23, 24]],
  ['of a half-hour zone', 'Asia/Kolkata', '2026-10-24T18:30:00Z', '2026-10-26T18:30:00Z', [24, 24]],
  [
    'that change by half an hour',
    'Australia/Lord_Howe',
    '2026-04-04T13:00:00Z',
    '2026-04-05T13:30:00Z',
    [24.5],
  ],
])('the lab’s own days, %s', async (_name, timeZone, fromText, toText, hours) => {
  await makeLab(ctx.db, { timeZone });
  const machine = await makeMachine(ctx.db);
  const [from, to] = [new Date(fromText), new Date(toText)];
  ctx.clock.now = new Date('2026-11-01T00:00:00Z');
  await makeBooking(ctx.db, { machineIds: [machine.id], startsAt: from, endsAt: to });
  await makeSteadyReadings(ctx, { machineId: machine.id, from, to, watts: 3600, chunkSeconds: 60 });
  const report = await buildReport(ctx, { from, to });
  expect(report.timeZone).toBe(timeZone);
  expect(report.days.map((it) => it.bookedMachineMs / HOUR_MS)).toEqual(hours);
  expect(report.days.map((it) => it.otherJoules)).toEqual(
    hours.map((it) => expect.closeTo(it * 3600 * 3600, 3)),
  );
  expect(report.days.map((it) => it.coverage)).toEqual(hours.map(() => 1));
});

test('what is simulated never enters the totals', async () => {
  const real = await makeMachine(ctx.db);
  const played = await makeMachine(ctx.db, { simulated: true });
  await fill(real.id, 0, HOUR);
  await fill(played.id, 0, HOUR, 5000, 'simulated');
  const use = { machineIds: [played.id], from: 0, to: HOUR, simulated: true };
  const { sessions, person } = await makeUse(ctx.db, { ...use, sessions: [[0, HOUR]] });
  await makeAnswer(ctx.db, {
    sessionId: sessions[0]!.id,
    personId: person.id,
    from: 60,
    to: 120,
    tokens: 400,
  });
  const report = await buildReport(ctx, span(0, HOUR));
  expect(report.totals).toMatchObject({
    machines: 1,
    measuredJoules: 360_000,
    bookedMachineMs: 0,
    completionTokens: 0,
    people: 0,
    cost: 0,
  });
  expect(report.simulated).toMatchObject({
    machines: 1,
    measuredJoules: 18_000_000,
    completionTokens: 400,
    people: 1,
    cost: 2,
  });
  expect(report.days).toMatchObject([{ sessionJoules: 0, otherJoules: 360_000, completionTokens: 0 }]);
  expect(report.sessions).toMatchObject([{ simulated: true, joulesPerToken: 45_000 }]);
});

test('of many sessions the newest stand in the report, and all of them in its totals', async () => {
  const machine = await makeMachine(ctx.db);
  const person = await makeUser(ctx.db);
  const count = 2 * REPORT_ROWS + 17;
  await ctx.db.$executeRaw`
    INSERT INTO "Booking" (id, "personId", purpose, "startsAt", "endsAt", simulated)
    SELECT 'b' || i, ${person.id}, 'many', ${at(0)}::timestamptz + i * interval '1 minute',
      ${at(0)}::timestamptz + (i + 1) * interval '1 minute', false FROM generate_series(1, ${count}::int) i`;
  await ctx.db.$executeRaw`
    INSERT INTO "MachineBlock" (id, "machineId", kind, "bookingId", "startsAt", "endsAt")
    SELECT id, ${machine.id}, 'booking', id, "startsAt", "endsAt" FROM "Booking"`;
  const report = Report.parse(await buildReport(ctx, span(0, 24 * HOUR)));
  expect(report.unusedBookings).toHaveLength(REPORT_ROWS);
  expect(report.unusedBookings.at(-1)?.bookingId).toBe(`b${count}`);
  expect(report.totals.bookedMachineMs).toBe(count * 60_000);
});

test('a viewer reads, and a window has an end', async () => {
  const viewer = await actingAs(ctx, 'viewer');
  expect(Report.parse(await buildReport(viewer, span(0, HOUR))).totals).toMatchObject({
    machines: 0,
    coverage: null,
  });
  expect((await buildReport(viewer, span(48 * HOUR, 72 * HOUR))).days).toEqual([]);
  expect(ReportInput.safeParse(span(HOUR, 0)).success).toBe(false);
  expect(ReportInput.safeParse(span(0, 400 * 24 * HOUR)).success).toBe(true);
  expect(ReportInput.safeParse(span(0, 401 * 24 * HOUR)).success).toBe(false);
});
