import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { FinderWish } from '@/shared/schemas/finder.ts';
import { bookHours, hour, NOW } from '../../testing/bookings.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeLab, makeMachine } from '../../testing/factories.ts';
import {
  addWait,
  cancelBooking,
  createBooking,
  letGo,
  listMyHolds,
  listWaits,
  offerFreed,
  stopWait,
  sweepHolds,
} from './index.ts';

let system: TestContext;
let owner: TestContext;
let first: TestContext;
let second: TestContext;
let ids: string[];
beforeEach(async () => {
  system = await makeTestContext({ now: NOW });
  await makeLab(system.db, { timeZone: 'UTC' });
  await system.db
    .$executeRaw`TRUNCATE "Booking", "Machine", "BookingWait", "BookingHold", "Notification" CASCADE`;
  [owner, first, second] = [
    await actingAs(system, 'member'),
    await actingAs(system, 'member'),
    await actingAs(system, 'member'),
  ];
  ids = [(await makeMachine(system.db)).id, (await makeMachine(system.db)).id];
});

const book = (
  by: TestContext,
  from: number,
  to: number,
  more: { machineIds?: string[]; holdId?: string } = {},
) => bookHours(by, ids, from, to, more);
/** In line for both machines, two hours somewhere in the next six. */
const wait = async (by: TestContext, more: Partial<Parameters<typeof addWait>[1]> = {}) => {
  const id = randomUUID();
  const asked = { machineIds: ids, count: 2, startsAt: hour(0), endsAt: hour(6), durationMinutes: 120 };
  await addWait(by, { id, purpose: '', wish: null, ...asked, ...more });
  system.clock.now = new Date(system.now().getTime() + 1000);
  return id;
};
const holdsOf = (by: TestContext) => listMyHolds(by, { limit: 10 });
const waitsOf = (by: TestContext) => listWaits(by, { limit: 10 });
const told = () => system.db.notification.findMany({ where: { kind: 'wait.offered' } });

test('what is freed is held for the first in line, who is told; of two looks at once, one offers', async () => {
  const { id, revision } = await book(owner, 0.05, 6);
  await wait(first);
  await wait(second);
  expect((await waitsOf(second))[0]).toMatchObject({ state: 'waiting', place: 2 });
  expect((await offerFreed(system)).waitIds).toEqual([]);
  await cancelBooking(owner, { id, revision });
  await Promise.all([offerFreed(system), offerFreed(system), offerFreed(system)]);
  const holds = await system.db.bookingHold.findMany({ orderBy: { startsAt: 'asc' } });
  expect(new Set(holds.map((it) => it.personId)).size).toBe(holds.length);
  const [held] = await holdsOf(first);
  expect(held!.expiresAt.getTime() - held!.createdAt.getTime()).toBe(15 * 60_000);
  expect((await waitsOf(first))[0]).toMatchObject({ state: 'offered', holdId: held!.id });
  expect(await told()).toHaveLength(holds.length);
});

test('whoever takes it books it with the hold and is out of line', async () => {
  await wait(first);
  await offerFreed(system);
  const [held] = await holdsOf(first);
  const booked = await createBooking(first, {
    id: randomUUID(),
    machineIds: held!.machines.map((it) => it.id),
    startsAt: held!.startsAt,
    endsAt: held!.endsAt,
    purpose: 'Mine',
    holdId: held!.id,
  });
  expect(booked.status).toBe('confirmed');
  expect([await waitsOf(first), await holdsOf(first)]).toEqual([[], []]);
});

test('an offer that is let pass goes to the next, and its person waits on behind them', async () => {
  // Only one gap of two hours.
  await book(owner, 2.1, 6);
  await wait(first);
  await wait(second);
  await offerFreed(system);
  expect([(await holdsOf(first)).length, (await holdsOf(second)).length]).toEqual([1, 0]);
  const { expiresAt } = (await holdsOf(first))[0]!;
  // The gap is too short by then: another one opens.
  system.clock.now = expiresAt;
  await system.db.booking.deleteMany({});
  await sweepHolds(system);
  await offerFreed(system);
  expect([(await holdsOf(first)).length, (await holdsOf(second)).length]).toEqual([1, 1]);
  const [mine] = await holdsOf(first);
  const [theirs] = await holdsOf(second);
  expect(theirs!.startsAt < mine!.startsAt).toBe(true);
  expect(theirs!.endsAt <= mine!.startsAt).toBe(true);
});

test('what one lets pass is not held for oneself again', async () => {
  await wait(first, { startsAt: hour(1), endsAt: hour(3) });
  await offerFreed(system);
  const [held] = await holdsOf(first);
  await letGo(first, { id: held!.id });
  await offerFreed(system);
  expect(await holdsOf(first)).toEqual([]);
  expect((await waitsOf(first))[0]).toMatchObject({ state: 'waiting' });
});

test('a wish that is watched is offered any set that fits it; who stops gets nothing', async () => {
  const wish = FinderWish.parse({ count: 1, durationMinutes: 120, days: 1 });
  const id = await wait(first, { machineIds: [], count: 1, wish });
  await book(owner, 0.1, 6, { machineIds: [ids[0]!] });
  await offerFreed(system);
  expect((await holdsOf(first))[0]!.machines).toEqual([expect.objectContaining({ id: ids[1] })]);
  await expect(stopWait(second, { id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await stopWait(first, { id });
  expect(await waitsOf(first)).toEqual([]);
  await offerFreed(system);
  expect(await holdsOf(first)).toEqual([]);
});

test('a wait has bounds', async () => {
  await expect(wait(first, { durationMinutes: 600 })).rejects.toMatchObject({ code: 'VALIDATION' });
  await expect(wait(first, { count: 3 })).rejects.toMatchObject({ code: 'VALIDATION' });
  for (let index = 0; index < 20; index += 1) await wait(first);
  await expect(wait(first)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
});
