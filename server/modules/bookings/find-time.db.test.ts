import { beforeEach, expect, test } from 'vitest';
import { FinderWish } from '@/shared/schemas/finder.ts';
import { hour, NOW } from '../../testing/bookings.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import {
  machineFacts,
  makeBooking,
  makeLab,
  makeMachine,
  makeMaintenance,
  makeRule,
  makeTariff,
} from '../../testing/factories.ts';
import { createBooking, dropWishes, findTime, holdTime } from './index.ts';

let ctx: TestContext;
let ids: string[];
beforeEach(async () => {
  const system = await makeTestContext({ now: NOW });
  await makeLab(system.db, { timeZone: 'UTC' });
  // Tests of this file share a database: each has the lab for itself.
  await system.db.$executeRaw`TRUNCATE "Booking", "Machine", "BookingRule", "Tariff" CASCADE`;
  ctx = await actingAs(system, 'member');
  ids = [];
  for (const name of ['Anjou', 'Bosc', 'Comice'])
    ids.push((await makeMachine(ctx.db, { name, facts: machineFacts({ memoryBytes: 64 * 1024 ** 3 }) })).id);
});
const find = (wish: Partial<FinderWish>, by = ctx) => findTime(by, FinderWish.parse(wish));
const book = (machineIds: string[], from: number, to: number, status?: 'pending') =>
  makeBooking(ctx.db, { machineIds, startsAt: hour(from), endsAt: hour(to), ...(status && { status }) });
const firstOf = async (wish: Partial<FinderWish>, by = ctx) => {
  const [slot] = (await find(wish, by)).slots;
  return (
    slot &&
    `${(slot.startsAt.getTime() - NOW.getTime()) / 3_600_000} ${slot.machines.map((it) => it.name).join(' ')}`
  );
};

test('around bookings, maintenance and what others hold; a hold that is over is no more', async () => {
  await book([ids[0]!], -1, 5);
  await makeMaintenance(ctx.db, { machineId: ids[1]!, startsAt: hour(0), endsAt: hour(6) });
  expect(await firstOf({ durationMinutes: 60 })).toBe('0 Comice');
  const other = await actingAs(ctx, 'member');
  await holdTime(other, { machineIds: [ids[2]!], startsAt: hour(0), endsAt: hour(8) });
  expect(await firstOf({ durationMinutes: 60 })).toBe('5 Anjou');
  // Their own hold is not in their own way: what they hold is still among what is found.
  expect(await firstOf({ durationMinutes: 60 }, other)).toBe('0 Comice');
  expect(await firstOf({ durationMinutes: 60, count: 2 })).toBe('6 Anjou Bosc');
  ctx.clock.now = new Date(NOW.getTime() + 300_000);
  expect(await firstOf({ durationMinutes: 60 })).toMatch(/ Comice$/);
});

test('what it finds can be booked as it stands, by the rules of who asks', async () => {
  await makeRule(ctx.db, 'turnaround', { minutes: 30 });
  await book([ids[0]!, ids[1]!], 3, 9);
  await book([ids[2]!], 0, 9);
  const { slots } = await find({ count: 2, durationMinutes: 180 });
  const { machines, startsAt, endsAt } = slots[0]!;
  expect(startsAt).toEqual(hour(9));
  const machineIds = machines.map((it) => it.id);
  const id = '0198c0de-0000-7000-8000-000000000001';
  expect(await createBooking(ctx, { id, machineIds, startsAt, endsAt, purpose: 'Found' })).toMatchObject({
    status: 'confirmed',
  });
  await makeRule(ctx.db, 'longest', { hours: 2 });
  expect((await find({ durationMinutes: 180 })).slots).toEqual([]);
});

test('why, cost by the tariff, and whose request waits there', async () => {
  await makeTariff(ctx.db, { machineHourPrice: 0.9, currency: 'EUR' });
  await book(ids, -1, 1);
  await book(ids, 5, 6);
  await book(ids, 6, 400, 'pending');
  const { slots, fitting, machines } = await find({ count: 3, durationMinutes: 240 });
  expect(slots[0]).toMatchObject({
    startsAt: hour(1),
    cost: { amount: 10.8, currency: 'EUR', basis: '3 × 4 h × €0.90' },
    pending: [],
    speed: null,
  });
  expect(slots[0]!.why).toMatch(
    /^Soonest, exactly the gap\. Starts as .+’s time ends\. .+ follows at once\.$/,
  );
  expect(slots[1]!.pending).toHaveLength(1);
  expect([fitting, machines]).toEqual([3, 3]);
});

test('unknown memory is no pass, and nobody is offered what is not active', async () => {
  const silent = await makeMachine(ctx.db, { name: 'Aaron', facts: machineFacts({ memoryBytes: null }) });
  expect(await firstOf({ memoryGb: 64 })).toBe('0 Anjou');
  await ctx.db.machine.updateMany({ where: { id: { not: silent.id } }, data: { status: 'loaned' } });
  expect(await firstOf({ memoryGb: 64 })).toBeUndefined();
  expect(await firstOf({})).toBe('0 Aaron');
});

test('where nothing fits, each wish is dropped by itself, and no gain is said', async () => {
  await book(ids, -1, 2);
  await book([ids[0]!, ids[1]!], 5, 100);
  await book([ids[2]!], 5, 20);
  const wish = FinderWish.parse({ count: 3, durationMinutes: 480, days: 2, memoryGb: 32 });
  expect((await find(wish)).slots).toEqual([]);
  const drops = await dropWishes(ctx, wish);
  const gains = drops.map(({ part, to, slot }) => [part, to.replace(/\s/g, ' '), slot?.startsAt ?? null]);
  expect(gains).toEqual([
    ['length', '3 h', hour(2)],
    ['days', '7 days', hour(100)],
    ['count', '1 Mac', hour(20)],
    ['memory', 'any memory', null],
  ]);
  const shorter = drops[0]!.wish;
  expect((await find(shorter)).slots[0]!.startsAt).toEqual(hour(2));
});

test('of far too many as many are offered as there are', async () => {
  const wish = FinderWish.parse({ count: 64, durationMinutes: 60 });
  const drops = await dropWishes(ctx, wish);
  expect(drops.find((it) => it.part === 'count')).toMatchObject({ to: '3 Macs', slot: { startsAt: NOW } });
});
