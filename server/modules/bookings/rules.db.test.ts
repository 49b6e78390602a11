import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { CreateBookingInput } from '@/shared/schemas/booking.ts';
import { bookHours, countOverlaps, hour, makeMachineIds, NOW } from '../../testing/bookings.ts';
import { actingAs, makeTestContext, type TestContext, userIdOf } from '../../testing/context.ts';
import { makeLab, makeMachine, makeRule } from '../../testing/factories.ts';
import { cancelBooking, changeBooking, checkBooking, endBooking, getBooking, moveBooking } from './index.ts';

let ctx: TestContext;
beforeEach(async () => {
  const system = await makeTestContext({ now: NOW });
  await makeLab(system.db);
  ctx = await actingAs(system, 'member');
});

const machineIds = (count: number, data?: Parameters<typeof makeMachine>[1]) =>
  makeMachineIds(ctx.db, count, data);
const book = (ids: string[], from: number, to: number, by = ctx, more: Partial<CreateBookingInput> = {}) =>
  bookHours(by, ids, from, to, more);
const told = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: Error) => error.message.replaceAll('\u202f', ' '),
  );
const codes = async (work: Promise<unknown>[]) =>
  (await Promise.allSettled(work))
    .map((it) => (it.status === 'fulfilled' ? 'booked' : String(it.reason.code)))
    .toSorted();

describe('hours a week', () => {
  test('what is held or asked for counts, what was given back does not; the limit itself is free', async () => {
    await makeRule(ctx.db, 'person_hours', { hours: 10 });
    const ids = await machineIds(2);
    const two = await book(ids, 1, 3);
    await makeRule(ctx.db, 'approval', { overMachines: null, overHours: null, roles: ['member'] });
    expect((await book(ids, 3, 5)).status).toBe('pending');
    expect(await told(book([ids[0]!], 5, 8))).toBe('Your hours a week: 10 h; with this 11 h.');
    await book([ids[0]!], 5, 7);
    await cancelBooking(ctx, two);
    // Its own hours are not in its way, and what it has it keeps.
    const again = await book(ids, 1, 3);
    await ctx.db.bookingRule.updateMany({ where: { kind: 'person_hours' }, data: { value: { hours: 1 } } });
    const { id, revision } = await moveBooking(ctx, { ...again, startsAt: hour(8) });
    expect(await told(changeBooking(ctx, { id, revision, endsAt: hour(11) }))).toBe(
      'Your hours a week: 1 h; with this 12 h.',
    );
  });

  test('each week counts for itself, and what ended early counts until then', async () => {
    await makeRule(ctx.db, 'person_hours', { hours: 10 });
    const [id] = await machineIds(1);
    const first = await book([id!], 0, 10);
    expect(await told(book([id!], 10, 11))).toBe('Your hours a week: 10 h; with this 11 h.');
    ctx.clock.now = hour(4);
    await endBooking(ctx, first);
    await book([id!], 10, 16);
    expect(await told(book([id!], 20, 20.5))).toBe('Your hours a week: 10 h; with this 10.5 h.');
    // Next Monday begins 131 h from now in the lab.
    await book([id!], 131, 141);
    expect(await told(book([id!], 141, 142))).toBe(
      'Your hours a week: 10 h; with this 11 h in the week of Mon 30 Nov.',
    );
  });

  test('of one model count only there', async () => {
    const catalogId = `model-${randomUUID()}`;
    await makeRule(ctx.db, 'person_hours', { hours: 4 }, { catalogId });
    const [own] = await machineIds(1, { catalogId });
    const [other] = await machineIds(1);
    await book([other!], 1, 20);
    await book([own!, other!], 21, 25);
    expect(await told(book([own!], 30, 31))).toContain('4 h; with this 5 h.');
  });

  test('eight requests at once don’t pass together, whatever their machines', async () => {
    await makeRule(ctx.db, 'person_hours', { hours: 10 });
    const ids = await machineIds(8);
    const outcomes = await codes(ids.map((id) => book([id], 1, 4)));
    expect(outcomes.filter((it) => it === 'booked')).toHaveLength(3);
    expect(new Set(outcomes)).toEqual(new Set(['booked', 'PRECONDITION_FAILED']));
  });

  test('nor those of a whole team', async () => {
    const team = await makeTeam();
    await makeRule(ctx.db, 'team_hours', { hours: 10 }, { teamId: team.id });
    const people = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const by = await actingAs(ctx, 'member');
        await ctx.db.user.update({ where: { id: userIdOf(by) }, data: { teamId: team.id } });
        return by;
      }),
    );
    const ids = await machineIds(6);
    const outcomes = await codes(ids.map((id, index) => book([id], 1, 4, people[index])));
    expect(outcomes.filter((it) => it === 'booked')).toHaveLength(3);
  });
});

const makeTeam = () => ctx.db.team.create({ data: { name: `Team ${randomUUID()}` } });

test('what stays open for the same day is not booked ahead, by however many at once', async () => {
  const catalogId = `model-${randomUUID()}`;
  await makeRule(ctx.db, 'same_day', { count: 2, until: '12:00' }, { catalogId });
  const ids = await machineIds(5, { catalogId });
  // Tomorrow 09:00 in the lab.
  const outcomes = await codes(ids.map((id) => book([id], 20, 21)));
  expect(outcomes.filter((it) => it === 'booked')).toHaveLength(3);
  expect(await told(book(ids, 22, 22.5))).toContain('2 until 12:00; with this 0 are left on Wed 25 Nov.');
  await book(ids, 23, 24);
  ctx.clock.now = hour(18);
  await book(ids, 21, 22);
});

test('an approval makes a request, and its rule stands on it', async () => {
  await makeRule(ctx.db, 'approval', { overMachines: 1, overHours: 4, roles: ['member'] });
  const ids = await machineIds(2);
  expect((await book(ids, 1, 5)).status).toBe('confirmed');
  const asked = await book(ids, 6, 11);
  expect(asked.status).toBe('pending');
  const row = await ctx.db.booking.findUniqueOrThrow({ where: { id: asked.id } });
  expect(row.approvalRule).toBe('Over 1 machine for over 4 h by members: an admin has to agree.');
  expect((await book(ids, 6, 11, await actingAs(ctx, 'admin'))).status).toBe('confirmed');
});

describe('override', () => {
  const overrideReason = 'Demo for the board';

  test('sets rules and approval aside, for admins alone, and says so for ever', async () => {
    await makeRule(ctx.db, 'longest', { hours: 2 });
    await makeRule(ctx.db, 'approval', { overMachines: null, overHours: null, roles: ['admin', 'member'] });
    const ids = await machineIds(1);
    const admin = await actingAs(ctx, 'admin');
    expect(await told(book(ids, 1, 4, admin))).toBe('Longest booking is 2 h; this is 3 h.');
    await expect(book(ids, 1, 4, ctx, { overrideReason })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const booking = await book(ids, 1, 4, admin, { overrideReason });
    expect(booking).toMatchObject({ status: 'confirmed', overrideReason });
    expect((await getBooking(await actingAs(ctx, 'viewer'), booking)).overrideReason).toBe(overrideReason);
    const audit = await ctx.db.auditEntry.findFirstOrThrow({ where: { objectId: booking.id } });
    expect(audit).toMatchObject({ action: 'booking.create', after: { override: overrideReason } });
    const longer = { id: booking.id, revision: 1, endsAt: hour(6) };
    expect(await told(changeBooking(admin, longer))).toBe('Longest booking is 2 h; this is 5 h.');
    const changed = await changeBooking(admin, { ...longer, overrideReason });
    const moved = { id: booking.id, revision: changed.revision, startsAt: hour(8), overrideReason };
    expect(await moveBooking(admin, moved)).toMatchObject({ startsAt: hour(8), endsAt: hour(13) });
  });

  test('takes others’ turnaround, never their own time', async () => {
    await makeRule(ctx.db, 'turnaround', { minutes: 30 });
    const ids = await machineIds(1);
    const before = await book(ids, 1, 2);
    await book(ids, 4, 5);
    const admin = await actingAs(ctx, 'admin');
    // Without it an admin obeys turnaround too: before and after.
    await expect(book(ids, 2, 3, admin)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(book(ids, 2.5, 4, admin)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(book(ids, 1.75, 3, admin, { overrideReason })).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { conflicts: [{ endsAt: hour(2.5) }] },
    });
    await expect(book(ids, 3, 4.1, admin, { overrideReason })).rejects.toMatchObject({ code: 'CONFLICT' });
    await book(ids, 2.25, 3.75, admin, { overrideReason });
    const blocks = await ctx.db.machineBlock.findMany({
      where: { machineId: ids[0]!, holds: true },
      orderBy: { startsAt: 'asc' },
    });
    expect(blocks.map((it) => [it.startsAt, it.endsAt])).toEqual([
      [hour(1), hour(2.25)],
      [hour(2.25), hour(4)],
      [hour(4), hour(5.5)],
    ]);
    expect((await getBooking(ctx, before)).endsAt).toEqual(hour(2));
  });
});

describe('making way by priority', () => {
  const withPriority = async () => {
    const team = await makeTeam();
    await makeRule(ctx.db, 'priority', { level: 5, noticeHours: 4 }, { teamId: team.id });
    const first = await actingAs(ctx, 'member');
    await ctx.db.user.update({ where: { id: userIdOf(first) }, data: { teamId: team.id } });
    return first;
  };
  const makeWay = true;

  test('cancels what has less, tells its person and offers another time', async () => {
    const first = await withPriority();
    const ids = await machineIds(2);
    const theirs = await book(ids, 6, 8);
    await expect(book([ids[0]!], 7, 9, first)).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { makeWay: { bookings: 1, why: null } },
    });
    expect((await book([ids[0]!], 7, 9, first, { makeWay })).status).toBe('confirmed');
    const gone = await getBooking(ctx, theirs);
    expect(gone).toMatchObject({ status: 'cancelled', endReason: 'preempted' });
    const note = await ctx.db.notification.findFirstOrThrow({
      where: { kind: 'booking.preempted', personId: userIdOf(ctx) },
    });
    expect(note.text).toContain(
      'Its machines are free together next: Tue 24 Nov, 22:00 to Wed 25 Nov, 00:00 CET.',
    );
    // The other machine is free again.
    await book([ids[1]!], 6, 8);
  });

  test('not of who has as much, too near its start, begun, or in maintenance', async () => {
    const first = await withPriority();
    const [id] = await machineIds(1);
    await book([id!], 3, 5);
    expect(await told(book([id!], 4, 5, first, { makeWay }))).toMatch(
      /^By priority a booking makes way 4 h before its start at least; .* is 3 h ahead\.$/,
    );
    const other = await book([id!], 10, 12, first);
    const same = await actingAs(ctx, 'member');
    await ctx.db.user.update({
      where: { id: userIdOf(same) },
      data: { teamId: (await ctx.db.user.findUniqueOrThrow({ where: { id: userIdOf(first) } })).teamId },
    });
    expect(await told(book([id!], 11, 12, same, { makeWay }))).toMatch(
      /is 5; the booking in the way has 5\.$/,
    );
    expect(await told(book([id!], 11, 12, ctx, { makeWay }))).toMatch(
      /is 0; the booking in the way has 5\.$/,
    );
    await ctx.db.machineBlock.create({
      data: { machineId: id!, kind: 'maintenance', startsAt: hour(14), endsAt: hour(15) },
    });
    expect(await told(book([id!], 13, 16, first, { makeWay }))).toMatch(
      /^Maintenance of .* stays where it is\.$/,
    );
    expect((await getBooking(ctx, other)).status).toBe('confirmed');
  });

  test('two at once cancel each other’s nothing, and no deadlock is seen', async () => {
    const first = await withPriority();
    const ids = await machineIds(3);
    const theirs = await Promise.all(ids.map((id) => book([id], 6, 8)));
    const outcomes = await codes([
      book(ids, 6, 7, first, { makeWay }),
      book(ids.toReversed(), 7, 8, first, { makeWay }),
      cancelBooking(ctx, theirs[1]!),
    ]);
    expect(outcomes.filter((it) => it === 'booked').length).toBeGreaterThanOrEqual(1);
    expect(outcomes.every((it) => ['booked', 'CONFLICT', 'PRECONDITION_FAILED'].includes(it))).toBe(true);
    expect(await countOverlaps(ctx.db)).toBe(0);
  });
});

describe('a check without booking', () => {
  const check = (ids: string[], from: number, to: number, by = ctx) =>
    checkBooking(by, { machineIds: ids, startsAt: hour(from), endsAt: hour(to) });

  test('tells what a booking would be told, and writes nothing', async () => {
    const catalogId = `model-${randomUUID()}`;
    const ids = await machineIds(2, { catalogId });
    await makeRule(ctx.db, 'longest', { hours: 5 });
    await makeRule(ctx.db, 'person_hours', { hours: 8 });
    await makeRule(ctx.db, 'approval', { overMachines: 1, overHours: null, roles: ['member'] });
    const none = { refusal: null, conflict: null, approval: null };
    expect(await check([ids[0]!], 1, 2)).toEqual(none);
    const refused = async (from: number, to: number) => (await check(ids, from, to)).refusal;
    expect(await refused(1, 7)).toEqual({ rule: 'longest', message: 'Longest booking is 5 h; this is 6 h.' });
    expect(await refused(1, 6)).toEqual({
      rule: 'person_hours',
      message: 'Your hours a week: 8 h; with this 10 h.',
    });
    expect(await refused(-3, -2)).toMatchObject({
      rule: null,
      message: expect.stringContaining('in the past'),
    });
    expect(await check(ids, 1, 2)).toMatchObject({
      approval: 'Over 1 machine by members: an admin has to agree.',
    });
    await book([ids[0]!], 1, 4);
    expect(await check(ids, 2, 3)).toMatchObject({
      refusal: null,
      conflict: { conflicts: [{ endsAt: hour(4) }], nextFree: { startsAt: hour(4) } },
    });
    const mine = { machineId: { in: ids } };
    expect(await ctx.db.machineBlock.count({ where: mine })).toBe(1);
  });
});
