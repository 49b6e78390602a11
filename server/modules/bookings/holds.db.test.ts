import { beforeEach, expect, test } from 'vitest';
import { bookHours, hour, NOW } from '../../testing/bookings.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeLab, makeMachine, makeRule } from '../../testing/factories.ts';
import { holdTime, letGo, listHolds, listMyHolds, sweepHolds } from './index.ts';

let ctx: TestContext;
let other: TestContext;
let ids: string[];
beforeEach(async () => {
  const system = await makeTestContext({ now: NOW });
  await makeLab(system.db);
  ctx = await actingAs(system, 'member');
  other = await actingAs(system, 'member');
  ids = (await Promise.all([makeMachine(ctx.db), makeMachine(ctx.db)])).map((it) => it.id);
});

const hold = (by: TestContext, from: number, to: number, machineIds = ids) =>
  holdTime(by, { machineIds, startsAt: hour(from), endsAt: hour(to) });
const book = (by: TestContext, from: number, to: number, more: { holdId?: string } = {}) =>
  bookHours(by, ids, from, to, more);
const held = (by: TestContext) => listHolds(by, { from: hour(-1), to: hour(48), limit: 100 });
const mine = (by: TestContext) => listMyHolds(by, { limit: 100 });
const blocks = (holdId: string) => ctx.db.machineBlock.count({ where: { holdId } });

test('keeps others away, says who and until when, and is booked with', async () => {
  const own = await hold(ctx, 1, 3);
  expect(own).toMatchObject({ mine: true, waitId: null, expiresAt: new Date(NOW.getTime() + 5 * 60_000) });
  expect(own.machines.map((it) => it.id).toSorted()).toEqual(ids.toSorted());
  expect(await held(other)).toMatchObject([{ id: own.id, mine: false, person: { name: own.person.name } }]);
  await expect(book(other, 2, 4)).rejects.toMatchObject({
    code: 'CONFLICT',
    details: { conflicts: [{ kind: 'hold', personName: own.person.name }, { kind: 'hold' }] },
  });
  expect(await book(ctx, 1, 3, { holdId: own.id })).toMatchObject({ status: 'confirmed' });
  expect(await held(ctx)).toEqual([]);
  expect(await blocks(own.id)).toBe(0);
});

test('who holds another time lets the first go, but only once the second is theirs', async () => {
  const first = await hold(ctx, 1, 3);
  const second = await hold(ctx, 2, 4);
  expect((await mine(ctx)).map((it) => it.id)).toEqual([second.id]);
  expect(await blocks(first.id)).toBe(0);
  await book(other, 6, 8);
  await expect(hold(ctx, 7, 9)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect((await mine(ctx)).map((it) => it.id)).toEqual([second.id]);
});

test('of many at once one person has one hold, and rivals for one time one winner', async () => {
  await Promise.all([1, 3, 5, 7].map((from) => hold(ctx, from, from + 1)));
  expect(await mine(ctx)).toHaveLength(1);
  await letGo(ctx, { id: (await mine(ctx))[0]!.id });
  const people = await Promise.all(Array.from({ length: 8 }, () => actingAs(ctx, 'member')));
  const got = await Promise.allSettled(people.map((by) => hold(by, 20, 21)));
  expect(got.filter((it) => it.status === 'fulfilled')).toHaveLength(1);
});

test('over, it keeps nobody away though nobody has swept it', async () => {
  const own = await hold(ctx, 1, 3);
  ctx.clock.now = new Date(NOW.getTime() + 5 * 60_000);
  expect(await held(other)).toEqual([]);
  expect(await blocks(own.id)).toBe(2);
  expect(await book(other, 1, 3)).toMatchObject({ status: 'confirmed' });
  // Who held it is told who has it now, and the old hold is of no use any more.
  await expect(book(ctx, 1, 3, { holdId: own.id })).rejects.toMatchObject({ code: 'CONFLICT' });
});

test('the sweep deletes what is over, once, and tells of it', async () => {
  const own = await hold(ctx, 1, 3);
  const later = await hold(other, 5, 6);
  expect((await sweepHolds(ctx)).holdIds).toEqual([]);
  await ctx.db.bookingHold.update({ where: { id: own.id }, data: { expiresAt: hour(0) } });
  ctx.events.length = 0;
  await Promise.all([sweepHolds(ctx), sweepHolds(other)]);
  expect(ctx.events.filter((it) => it.event === 'hold.changed').map((it) => it.payload.holdId)).toEqual([
    own.id,
  ]);
  expect(await ctx.db.bookingHold.findMany({ select: { id: true } })).toContainEqual({ id: later.id });
  expect(await blocks(own.id)).toBe(0);
});

test('nobody books with another’s hold or lets it go', async () => {
  const own = await hold(ctx, 1, 3);
  await expect(book(other, 1, 3, { holdId: own.id })).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  await expect(letGo(other, { id: own.id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(await blocks(own.id)).toBe(2);
  await letGo(ctx, { id: own.id });
  await letGo(ctx, { id: own.id });
  expect(await book(other, 1, 3, { holdId: own.id })).toMatchObject({ status: 'confirmed' });
});

test('it is held as long as the rules say, and refused as a booking is', async () => {
  await makeRule(ctx.db, 'hold', { minutes: 2 }, { machineId: ids[0]! });
  expect((await hold(ctx, 1, 3)).expiresAt).toEqual(new Date(NOW.getTime() + 2 * 60_000));
  await expect(hold(ctx, 1, 300)).rejects.toMatchObject({ details: { rule: 'longest' } });
});
