import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { BookingConflict } from '@/shared/schemas/booking.ts';
import { isExclusionViolation } from '../../prisma-errors.ts';
import { bookHours, countOverlaps, hour, makeMachineIds, NOW } from '../../testing/bookings.ts';
import { actingAs, makeTestContext, type TestContext, userIdOf } from '../../testing/context.ts';
import { makeBooking, makeLab, makeMachine, makeRule, makeSession } from '../../testing/factories.ts';
import {
  cancelBooking,
  createBooking,
  endBooking,
  expireDueBookings,
  findNextFree,
  getBooking,
  listBookings,
  requireRunningBooking,
} from './index.ts';

let ctx: TestContext;
beforeEach(async () => {
  const system = await makeTestContext({ now: NOW });
  await makeLab(system.db);
  ctx = await actingAs(system, 'member');
});

const machineIds = (count: number, data?: Parameters<typeof makeMachine>[1]) =>
  makeMachineIds(ctx.db, count, data);
const book = (ids: string[], from: number, to: number, by = ctx, id = randomUUID()) =>
  bookHours(by, ids, from, to, { id });
const overEvents = (bookingId: string) =>
  ctx.events.filter((it) => it.event === 'booking.over' && it.payload.bookingId === bookingId);
const settle = async (work: Promise<unknown>[]) => {
  const results = await Promise.allSettled(work);
  return {
    done: results.filter((it) => it.status === 'fulfilled').length,
    errors: results.flatMap((it) => (it.status === 'rejected' ? [it.reason as { code?: string }] : [])),
  };
};

describe('many at once', () => {
  test('acceptance 1: 24 people after one slot: one gets it, 23 are told who did', async () => {
    const ids = await machineIds(2);
    const people = await Promise.all(Array.from({ length: 24 }, () => actingAs(ctx, 'member')));
    const { done, errors } = await settle(people.map((by) => book(ids, 1, 2, by)));
    expect(done).toBe(1);
    expect(errors.map((it) => it.code)).toEqual(Array.from({ length: 23 }, () => 'CONFLICT'));
    for (const error of errors as { details?: BookingConflict }[]) {
      expect(error.details?.conflicts).toHaveLength(2);
      expect(error.details?.nextFree).toEqual({ startsAt: hour(2), endsAt: hour(3) });
    }
    expect(await countOverlaps(ctx.db)).toBe(0);
  });

  test('acceptance 2: sets that cross each other deadlock nobody', async () => {
    const ids = await machineIds(4);
    const work = Array.from({ length: 40 }, (_, index) => {
      const set = [0, 1, 2].map((step) => ids[(index * (step + 1) + step) % 4]!);
      return book(index % 2 === 0 ? set : set.toReversed(), 1 + (index % 5), 2 + (index % 5));
    });
    const { done, errors } = await settle(work);
    expect(done).toBeGreaterThanOrEqual(5);
    expect(new Set(errors.map((it) => it.code))).toEqual(new Set(['CONFLICT']));
    expect(await countOverlaps(ctx.db)).toBe(0);
  });

  test('one person’s retries with one id make one booking', async () => {
    const ids = await machineIds(2);
    const id = randomUUID();
    const bookings = await Promise.all(Array.from({ length: 8 }, () => book(ids, 1, 2, ctx, id)));
    expect(new Set(bookings.map((it) => it.id))).toEqual(new Set([id]));
    expect(await ctx.db.auditEntry.count({ where: { objectId: id } })).toBe(1);
    ctx.clock.now = hour(1.5);
    expect((await book(ids, 1, 2, ctx, id)).id).toBe(id);
    await expect(book(ids, 3, 4, await actingAs(ctx, 'member'), id)).rejects.toMatchObject({
      code: 'CONFLICT',
    });
  });
});

describe('the constraint by itself', () => {
  const insert = (id: string) =>
    makeBooking(ctx.db, { machineIds: [id], startsAt: hour(1), endsAt: hour(2) });
  const rawInserts = (id: string) => settle(Array.from({ length: 5 }, () => insert(id)));

  test('is in the database', async () => {
    const found = await ctx.db.$queryRaw<{ definition: string }[]>`
      SELECT pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conname = 'machine_block_no_overlap'`;
    expect(found[0]?.definition).toMatch(/^EXCLUDE USING gist .*WHERE .*holds/);
  });

  test('refuses what goes past the verb, and double-books without it', async () => {
    const [id] = await machineIds(1);
    // Without the verb's locks Postgres breaks ties between inserters as deadlocks (40P01) too.
    expect((await rawInserts(id!)).done).toBe(1);
    expect(await insert(id!).catch(isExclusionViolation)).toBe(true);
    expect(await countOverlaps(ctx.db)).toBe(0);

    const [kept] = await ctx.db.$queryRaw<{ definition: string }[]>`
      SELECT pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conname = 'machine_block_no_overlap'`;
    await ctx.db.$executeRaw`ALTER TABLE "MachineBlock" DROP CONSTRAINT machine_block_no_overlap`;
    try {
      const [other] = await machineIds(1);
      expect((await rawInserts(other!)).done).toBe(5);
      expect(await countOverlaps(ctx.db)).toBe(10);
    } finally {
      await ctx.db.$executeRaw`DELETE FROM "Booking"`;
      await ctx.db.$executeRawUnsafe(
        `ALTER TABLE "MachineBlock" ADD CONSTRAINT machine_block_no_overlap ${kept!.definition}`,
      );
    }
  });

  test('its refusal reads like the verb’s own', async () => {
    const ids = await machineIds(1);
    // Somebody who writes past the verb, between its look and its insert.
    await ctx.db.$executeRaw`
      CREATE FUNCTION book_first() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE rival text := gen_random_uuid();
      BEGIN
        INSERT INTO "Booking" (id, "personId", purpose, "startsAt", "endsAt", simulated)
        SELECT rival, "personId", purpose, "startsAt", "endsAt", simulated FROM "Booking" WHERE id = NEW."bookingId";
        INSERT INTO "MachineBlock" (id, kind, "bookingId", "machineId", "startsAt", "endsAt")
        VALUES (gen_random_uuid(), 'booking', rival, NEW."machineId", NEW."startsAt", NEW."endsAt");
        RETURN NEW;
      END $$`;
    await ctx.db.$executeRaw`
      CREATE TRIGGER rival BEFORE INSERT ON "MachineBlock" FOR EACH ROW
      WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION book_first()`;
    try {
      await expect(book(ids, 1, 2)).rejects.toMatchObject({
        code: 'CONFLICT',
        details: { nextFree: { startsAt: hour(1), endsAt: hour(2) } },
      });
    } finally {
      await ctx.db.$executeRaw`DROP TRIGGER rival ON "MachineBlock"`;
      await ctx.db.$executeRaw`DROP FUNCTION book_first`;
    }
    expect(await ctx.db.booking.count({ where: { blocks: { some: { machineId: ids[0]! } } } })).toBe(0);
  });
});

describe('booking', () => {
  test('acceptance 3: back to back touches freely; turnaround keeps a distance', async () => {
    const ids = await machineIds(1);
    await book(ids, 1, 2);
    await book(ids, 2, 3);
    await makeRule(ctx.db, 'turnaround', { minutes: 30 });
    await book(ids, 4, 5);
    await expect(book(ids, 5, 6)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/is held by .* until 18:30 CET/),
      details: { nextFree: { startsAt: hour(5.5), endsAt: hour(6.5) } },
    });
    // Its own turnaround would reach into the booking at 4 h.
    await expect(book(ids, 3, 3.75)).rejects.toMatchObject({ code: 'CONFLICT' });
    await book(ids, 3, 3.5);
  });

  test('is stored with its person, machines, audit row and event', async () => {
    const ids = await machineIds(2);
    const booking = await book(ids.toReversed(), 1, 2);
    expect(booking).toMatchObject({
      status: 'confirmed',
      mine: true,
      simulated: false,
      revision: 1,
      sessionId: null,
    });
    expect(booking.machines.map((it) => it.name)).toEqual(booking.machines.map((it) => it.name).toSorted());
    expect(ctx.events).toContainEqual({
      event: 'booking.changed',
      payload: { bookingId: booking.id, revision: 1 },
    });
    const audit = await ctx.db.auditEntry.findFirst({ where: { objectId: booking.id } });
    expect(audit).toMatchObject({
      action: 'booking.create',
      actorName: ctx.actor.name,
      before: null,
      after: {
        machines: booking.machines.map((it) => it.name),
        startsAt: booking.startsAt.toISOString(),
        endsAt: booking.endsAt.toISOString(),
      },
    });
  });

  test('a start that passed while the form was open becomes now', async () => {
    const ids = await machineIds(1);
    expect(await book(ids, -1 / 60, 1)).toMatchObject({ startsAt: NOW, endsAt: hour(1) });
  });

  test('says by name and in full why it is refused', async () => {
    const [real, other] = await machineIds(2);
    const [simulated] = await machineIds(1, { simulated: true });
    const broken = await makeMachine(ctx.db, { status: 'maintenance' });
    await expect(book([real!], 2, 1)).rejects.toMatchObject({
      code: 'VALIDATION',
      details: { reason: 'backwards' },
    });
    await expect(book([real!], -1, 1)).rejects.toMatchObject({
      code: 'VALIDATION',
      details: { reason: 'past' },
    });
    await expect(book([real!], 1, 81)).rejects.toMatchObject({
      message: 'Longest booking is 72 h; this is 80 h.',
    });
    await expect(book([real!, 'nobody'], 1, 2)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(book([real!, simulated!], 1, 2)).rejects.toMatchObject({
      message: 'A booking holds either real or simulated machines, so that totals stay honest.',
    });
    await expect(book([other!, broken.id], 1, 2)).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
      message: `${broken.name} is in maintenance. Choose other machines.`,
    });
    expect((await book([simulated!], 1, 2)).simulated).toBe(true);
    const viewer = await actingAs(ctx, 'viewer');
    await expect(book([real!], 1, 2, viewer)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('giving back', () => {
  test('acceptance 4: a cancelled time can be booked again', async () => {
    const ids = await machineIds(2);
    const booking = await book(ids, 1, 2);
    const cancelled = await cancelBooking(ctx, booking);
    expect(cancelled).toMatchObject({ status: 'cancelled', revision: 2 });
    expect((await cancelBooking(ctx, booking)).revision).toBe(2);
    await book(ids, 1, 2, await actingAs(ctx, 'member'));
    expect(await listBookings(ctx, { from: hour(0), to: hour(24), limit: 50 })).not.toContainEqual(
      expect.objectContaining({ id: booking.id }),
    );
  });

  test('other people’s bookings are theirs, and an admin’s', async () => {
    const booking = await book(await machineIds(1), 1, 2);
    const other = await actingAs(ctx, 'member');
    await expect(cancelBooking(other, booking)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await getBooking(other, booking)).status).toBe('confirmed');
    expect((await cancelBooking(await actingAs(ctx, 'admin'), booking)).status).toBe('cancelled');
  });

  test('ending frees the machines at once and says the booking is over', async () => {
    await makeRule(ctx.db, 'turnaround', { minutes: 30 });
    const ids = await machineIds(1);
    const booking = await book(ids, 0, 4);
    await expect(endBooking(ctx, { ...booking, revision: 7 })).rejects.toMatchObject({ code: 'CONFLICT' });
    ctx.clock.now = hour(1);
    await expect(cancelBooking(ctx, booking)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    expect(await endBooking(ctx, booking)).toMatchObject({
      status: 'ended',
      endedAt: hour(1),
      endsAt: hour(4),
    });
    expect(ctx.events).toContainEqual({
      event: 'booking.over',
      payload: { bookingId: booking.id, reason: 'booking_ended' },
    });
    expect((await book(ids, 1, 2)).startsAt).toEqual(hour(1));
    await expect(endBooking(ctx, await book(ids, 9, 10))).rejects.toMatchObject({
      details: { reason: 'not_begun' },
    });
  });

  test('a booking at its end expires once, however many portals look', async () => {
    await makeRule(ctx.db, 'turnaround', { minutes: 30 });
    const ids = await machineIds(1);
    const booking = await book(ids, 0, 1);
    const later = await book(ids, 2, 3);
    ctx.clock.now = hour(1);
    const found = await Promise.all([expireDueBookings(ctx), expireDueBookings(ctx), expireDueBookings(ctx)]);
    expect(found.flatMap((it) => it.bookingIds).filter((id) => id === booking.id)).toHaveLength(1);
    expect(overEvents(booking.id)).toHaveLength(1);
    const other = await actingAs(ctx, 'member');
    await expect(book(ids, 1, 1.5, other)).rejects.toMatchObject({ code: 'CONFLICT' });
    ctx.clock.now = hour(1.5);
    expect((await expireDueBookings(ctx)).bookingIds).not.toContain(booking.id);
    const blocks = await ctx.db.machineBlock.findMany({
      where: { machineId: ids[0]! },
      orderBy: { startsAt: 'asc' },
    });
    expect(blocks.map((it) => it.holds)).toEqual([false, true]);
    expect((await getBooking(ctx, later)).status).toBe('confirmed');
  });

  test('a session that missed the word is told again', async () => {
    const ids = await machineIds(1);
    const booking = await book(ids, 0, 1);
    const startedById = userIdOf(ctx);
    await makeSession(ctx.db, { bookingId: booking.id, startedById, machineIds: ids });
    ctx.clock.now = hour(1);
    await expireDueBookings(ctx);
    await expireDueBookings(ctx);
    expect(overEvents(booking.id)).toHaveLength(2);
    await ctx.db.session.updateMany({ where: { bookingId: booking.id }, data: { state: 'ended' } });
    await expireDueBookings(ctx);
    expect(overEvents(booking.id)).toHaveLength(2);
  });
});

describe('reading', () => {
  test('lists what touches the window, by start, with the session that runs', async () => {
    const [a, b] = await machineIds(2);
    const booking = await book([a!, b!], 1, 3);
    await book([a!], 5, 6);
    const startedById = userIdOf(ctx);
    const session = { bookingId: booking.id, startedById, machineIds: [a!] };
    await makeSession(ctx.db, { ...session, state: 'failed' });
    const newest = await makeSession(ctx.db, session);
    const viewer = await actingAs(ctx, 'viewer');
    const mineOnly = async (from: number, to: number) =>
      (await listBookings(viewer, { from: hour(from), to: hour(to), limit: 50 })).filter((it) =>
        it.machines.some((m) => m.id === a),
      );
    expect(await mineOnly(3, 5)).toEqual([]);
    expect(await mineOnly(2, 24)).toMatchObject([
      { id: booking.id, mine: false, sessionId: newest.id, machines: [{ id: expect.any(String) }, {}] },
      { startsAt: hour(5) },
    ]);
    await ctx.db.session.update({ where: { id: newest.id }, data: { state: 'ended' } });
    expect((await mineOnly(2, 4))[0]).toMatchObject({ id: booking.id, sessionId: null });
  });

  test('a list ends at its limit, the first by start', async () => {
    const ids = await machineIds(1);
    for (const from of [600, 601, 602]) await book(ids, from, from + 1);
    const window = { from: hour(600), to: hour(604) };
    const starts = async (limit: number) =>
      (await listBookings(ctx, { ...window, limit })).map((it) => it.startsAt);
    expect(await starts(2)).toEqual([hour(600), hour(601)]);
    expect(await starts(50)).toHaveLength(3);
  });

  test('finds the first time at which all machines are free', async () => {
    const [a, b] = await machineIds(2);
    const durationMs = 3_600_000;
    expect(await findNextFree(ctx, { machineIds: [a!, b!], durationMs })).toEqual({
      startsAt: NOW,
      endsAt: hour(1),
    });
    await book([a!], 0.5, 2);
    await book([b!], 2.5, 4);
    await book([a!], 4.5, 6);
    expect((await findNextFree(ctx, { machineIds: [a!], durationMs }))?.startsAt).toEqual(hour(2));
    expect((await findNextFree(ctx, { machineIds: [a!, b!], durationMs }))?.startsAt).toEqual(hour(6));
    expect((await findNextFree(ctx, { machineIds: [b!], durationMs, from: hour(3) }))?.startsAt).toEqual(
      hour(4),
    );
    const broken = await makeMachine(ctx.db, { status: 'retired' });
    expect(await findNextFree(ctx, { machineIds: [broken.id], durationMs })).toBeNull();
  });

  test('a session may start only on one’s own running booking', async () => {
    const booking = await book(await machineIds(1), 1, 2);
    const ask = (by: TestContext) => by.db.$transaction((tx) => requireRunningBooking(by, tx, booking.id));
    await expect(ask(ctx)).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
      message: 'This booking begins at 14:00 CET.',
    });
    ctx.clock.now = hour(1);
    expect((await ask(ctx)).endsAt).toEqual(hour(2));
    await expect(ask(await actingAs(ctx, 'admin'))).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    ctx.clock.now = hour(2);
    await expect(ask(ctx)).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
      details: { reason: 'over' },
    });
  });
});

test('a length is a length: a start that has passed on its way takes the end along, a typed end stays', async () => {
  const late = {
    startsAt: new Date(NOW.getTime() - 10_000),
    endsAt: new Date(NOW.getTime() - 10_000 + 3_600_000),
  };
  const send = async (keepsLength: boolean) =>
    createBooking(ctx, {
      id: randomUUID(),
      machineIds: await machineIds(1),
      ...late,
      purpose: 'A test',
      keepsLength,
    });
  const asked = await send(true);
  expect([asked.startsAt, asked.endsAt]).toEqual([NOW, hour(1)]);
  const typed = await send(false);
  expect([typed.startsAt, typed.endsAt]).toEqual([NOW, late.endsAt]);
});
