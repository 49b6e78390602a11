import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { BookingCost, CostEstimate } from '@/shared/schemas/booking-cost.ts';
import { actingAs, makeTestContext, type TestContext, userIdOf } from '../../testing/context.ts';
import {
  makeBooking,
  makeLab,
  makeMachine,
  makeRule,
  makeSession,
  makeTariff,
} from '../../testing/factories.ts';
import { makeSteadyReadings } from '../../testing/steady-readings.ts';
import { at, HOUR, HOUR_MS, span } from '../../testing/usage.ts';
import { createBooking, endBooking, estimateCost, getBooking, readBookingCost } from './index.ts';

let ctx: TestContext;
let me: string;
beforeEach(async () => {
  const system = await makeTestContext({ now: at(4 * HOUR) });
  await system.db
    .$executeRaw`TRUNCATE "Booking", "Machine", "Tariff", "ReadingChunk", "ReadingDue", "ReadingMinute", "ReadingHour" CASCADE`;
  await makeLab(system.db, { timeZone: 'UTC' });
  await makeTariff(system.db, { machineHourPrice: 2, electricityPricePerKwh: 0.36, pue: 1.5 });
  ctx = await actingAs(system, 'member');
  me = userIdOf(ctx);
});
const cost = async (id: string) => BookingCost.parse(await readBookingCost(ctx, { id }));
const euros = (amount: number) => [{ currency: 'EUR', amount: expect.closeTo(amount, 9) as number }];

test('two machines of two rates across a new tariff: estimated, so far and in the end, each with its price', async () => {
  const tariff = await makeTariff(ctx.db, { validFrom: at(7 * HOUR), machineHourPrice: 3 });
  const [a, b] = [await makeMachine(ctx.db), await makeMachine(ctx.db, { hourlyRate: 5 })];
  const times = { startsAt: at(5 * HOUR), endsAt: at(9 * HOUR) };
  const wish = { machineIds: [a.id, b.id], ...times };
  const estimate = CostEstimate.parse(await estimateCost(ctx, wish));
  expect(estimate.money).toEqual(euros(2 * 2 + 2 * 3 + 4 * 5));
  const { id } = await createBooking(ctx, { id: randomUUID(), ...wish, purpose: 'Proof search' });
  expect(await cost(id)).toMatchObject({
    stage: 'ahead',
    estimated: euros(30)[0],
    whole: { money: euros(30), chargedMs: 8 * HOUR_MS, unpricedMs: 0 },
    soFar: { money: [], chargedMs: 0 },
    mayContest: false,
  });
  ctx.clock.now = at(8 * HOUR);
  const running = await cost(id);
  expect(running).toMatchObject({
    stage: 'running',
    soFar: { money: euros(2 * 2 + 3 + 3 * 5) },
    whole: { money: euros(30) },
    reservedMs: 6 * HOUR_MS,
    usedMs: 0,
    electricity: null,
    mayContest: true,
  });
  expect(running.lines.map((it) => [it.machines, it.source, it.hourly, it.machineMs / HOUR_MS])).toEqual([
    [[a.name], expect.objectContaining({ kind: 'tariff' }), 2, 2],
    [[a.name], { kind: 'tariff', version: tariff.version, validFrom: at(7 * HOUR) }, 3, 1],
    [[b.name], { kind: 'own' }, 5, 3],
  ]);
  // Given back: what is left is not charged.
  await endBooking(ctx, { id, revision: (await getBooking(ctx, { id })).revision });
  ctx.clock.now = at(20 * HOUR);
  expect(await cost(id)).toMatchObject({
    stage: 'over',
    soFar: { money: euros(22) },
    reservedMs: 6 * HOUR_MS,
  });
});

test('a rented Mac in its provider’s currency beside an own one, and one whose price nobody knows', async () => {
  const own = await makeMachine(ctx.db);
  const rented = await makeMachine(ctx.db, {
    ownership: 'rented',
    rental: { create: { provider: 'EC2', instanceType: 'mac-m4.metal', allocatedAt: at(HOUR) } },
  } as never);
  const unknown = await makeMachine(ctx.db, { ownership: 'rented' });
  const times = { startsAt: at(0), endsAt: at(3 * HOUR) };
  const { id } = await makeBooking(ctx.db, {
    machineIds: [own.id, rented.id, unknown.id],
    personId: me,
    ...times,
  });
  expect((await cost(id)).soFar).toEqual({
    money: expect.arrayContaining([...euros(6), { currency: 'USD', amount: expect.closeTo(2 * 1.23, 9) }]),
    chargedMs: 9 * HOUR_MS,
    unpricedMs: 3 * HOUR_MS,
  });
  const asked = { machineIds: [own.id, unknown.id], startsAt: at(5 * HOUR), endsAt: at(6 * HOUR) };
  const made = await createBooking(ctx, { id: randomUUID(), ...asked, purpose: 'Partly known' });
  expect((await cost(made.id)).estimated).toBeNull();
});

test.each([
  [true, 'whole', 8],
  [false, 'until-release', 1],
] as const)('nobody came, billed %s', async (billed, noShow, amount) => {
  const machine = await makeMachine(ctx.db);
  await makeRule(ctx.db, 'no_show', { minutes: 30, billed }, { machineId: machine.id });
  const { id } = await makeBooking(ctx.db, {
    machineIds: [machine.id],
    startsAt: at(0),
    endsAt: at(4 * HOUR),
    status: 'ended',
    endedAt: at(HOUR / 2),
    endReason: 'no_show',
  });
  expect(await cost(id)).toMatchObject({ stage: 'over', noShow, soFar: { money: euros(amount) } });
});

test('a machine that went away, a request, and what was cancelled', async () => {
  const [a, b] = [await makeMachine(ctx.db), await makeMachine(ctx.db)];
  const times = { startsAt: at(0), endsAt: at(3 * HOUR) };
  const degraded = await makeBooking(ctx.db, {
    machineIds: [a.id, b.id],
    ...times,
    missingMachineIds: [b.id],
    degradedSince: at(HOUR),
  });
  expect(await cost(degraded.id)).toMatchObject({
    soFar: { money: euros(6 + 2) },
    missingMachines: [b.name],
  });
  const later = { startsAt: at(5 * HOUR), endsAt: at(7 * HOUR) };
  const pending = await makeBooking(ctx.db, { machineIds: [a.id], ...later, status: 'pending' });
  expect(await cost(pending.id)).toMatchObject({
    stage: 'request',
    whole: { money: euros(4) },
    reservedMs: 0,
  });
  const cancelled = await makeBooking(ctx.db, { machineIds: [a.id], ...times, status: 'cancelled' });
  expect(await cost(cancelled.id)).toMatchObject({ stage: 'free', whole: { money: [] }, lines: [] });
});

test('used time and the electricity of its sessions stand beside what it costs', async () => {
  const machine = await makeMachine(ctx.db);
  await makeSteadyReadings(ctx, { machineId: machine.id, ...span(0, 4 * HOUR), watts: 1000 });
  const { id } = await makeBooking(ctx.db, {
    machineIds: [machine.id],
    personId: me,
    startsAt: at(0),
    endsAt: at(6 * HOUR),
  });
  await makeSession(ctx.db, {
    bookingId: id,
    startedById: me,
    machineIds: [machine.id],
    createdAt: at(HOUR),
    endedAt: at(3 * HOUR),
    state: 'ended',
  });
  expect(await cost(id)).toMatchObject({
    reservedMs: 4 * HOUR_MS,
    usedMs: 2 * HOUR_MS,
    electricity: [{ currency: 'EUR', amount: expect.closeTo(2 * 1.5 * 0.36, 6) }],
  });
});
