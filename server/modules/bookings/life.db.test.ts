import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { bookHours, hour, NOW } from '../../testing/bookings.ts';
import { actingAs, makeTestContext, type TestContext, userIdOf } from '../../testing/context.ts';
import { makeBooking, makeLab, makeMachine, makeRule, makeSession } from '../../testing/factories.ts';
import {
  changeBooking,
  endBooking,
  getBooking,
  handOverBooking,
  listHeirs,
  listRecord,
  listWaiting,
  readExtension,
  readLife,
} from './index.ts';

let ctx: TestContext;
let ines: TestContext;
let mira: TestContext;

beforeEach(async () => {
  ctx = await makeTestContext({ now: NOW });
  await makeLab(ctx.db, { timeZone: 'Europe/Berlin' });
  [ines, mira] = [await actingAs(ctx, 'member'), await actingAs(ctx, 'member')];
});

const book = (by: TestContext, machineIds: string[], from: number, to: number) =>
  bookHours(by, machineIds, from, to, { purpose: 'Proof search' });
const blocksOf = (bookingId: string) =>
  ctx.db.machineBlock.findMany({ where: { bookingId }, orderBy: { machineId: 'asc' } });
const plain = (text: string) => text.replaceAll(/[\u202f\u00a0]/g, ' ');
const messageOf = async (work: Promise<unknown>): Promise<string> =>
  plain(((await work.catch((error: unknown) => error)) as Error).message);

test('it says until when it could run on and why no longer; so far it can be extended, and no minute further', async () => {
  const [one, two] = await Promise.all([makeMachine(ctx.db), makeMachine(ctx.db)]);
  await makeRule(ctx.db, 'turnaround', { minutes: 30 });
  await makeRule(ctx.db, 'longest', { hours: 12 });
  const { id, revision } = await book(ines, [one.id, two.id], 1, 3);
  const next = await book(mira, [one.id], 8, 9);
  const extension = await readExtension(ines, { id });
  expect(extension.until).toEqual(hour(7.5));
  expect(extension.limits.map((it) => [it.at, plain(it.text), it.bookingId])).toEqual([
    [hour(7.5), `${mira.actor.name} has ${one.name} from 21:00, less 30 min turnaround`, next.id],
    [hour(13), 'longest booking is 12 h', null],
  ]);
  const tooLong = { id, revision, endsAt: new Date(hour(7.5).getTime() + 60_000) };
  expect(await messageOf(changeBooking(ines, tooLong))).toBe(
    `${one.name} is held by ${mira.actor.name} until 22:30 CET.`,
  );
  await expect(changeBooking(ines, { id, revision, endsAt: hour(7.5) })).resolves.toMatchObject({
    endsAt: hour(7.5),
  });
  // Its own time is not in its way, and now nothing is left.
  expect((await readExtension(ines, { id })).until).toEqual(hour(7.5));
});

test('a booking is handed over: never free in between, its account with it, both told', async () => {
  const { id: machineId } = await makeMachine(ctx.db);
  const team = await ctx.db.team.create({ data: { name: `Agents ${randomUUID()}` } });
  await ctx.db.user.update({ where: { id: userIdOf(mira) }, data: { teamId: team.id } });
  const { id, revision } = await book(ines, [machineId], 1, 3);
  ctx.clock.now = hour(2);
  const session = await makeSession(ctx.db, {
    bookingId: id,
    startedById: userIdOf(ines),
    machineIds: [machineId],
  });
  const admin = await actingAs(ctx, 'admin');
  const rival = await actingAs(ctx, 'member');
  const [handed, taken] = await Promise.allSettled([
    handOverBooking(admin, { id, revision, personId: userIdOf(mira) }),
    book(rival, [machineId], 2, 3),
  ]);
  expect(handed).toMatchObject({
    status: 'fulfilled',
    value: { person: { id: userIdOf(mira) }, teamName: team.name, sessionId: session.id },
  });
  expect(taken).toMatchObject({ status: 'rejected', reason: { code: 'CONFLICT' } });
  expect(await blocksOf(id)).toMatchObject([{ holds: true, startsAt: hour(1), endsAt: hour(3) }]);
  const words = await ctx.db.notification.findMany({ where: { link: `/bookings/${id}` } });
  expect(words.map((it) => [it.personId, it.kind])).toEqual(
    expect.arrayContaining([
      [userIdOf(mira), 'booking.handed_over'],
      [userIdOf(ines), 'booking.changed'],
    ]),
  );
  // It is not hers any more.
  await expect(endBooking(ines, { id, revision: revision + 1 })).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('it is handed to who may have it: by role, qualification and their own rules', async () => {
  const { id: machineId, name } = await makeMachine(ctx.db);
  const { id, revision } = await book(ines, [machineId], 1, 5);
  const viewer = await actingAs(ctx, 'viewer');
  expect(await messageOf(handOverBooking(ines, { id, revision, personId: userIdOf(viewer) }))).toBe(
    `${viewer.actor.name} may not book. Hand it to somebody who may.`,
  );
  const team = await ctx.db.team.create({ data: { name: `Guests ${randomUUID()}` } });
  await ctx.db.user.update({ where: { id: userIdOf(mira) }, data: { teamId: team.id } });
  await makeRule(ctx.db, 'longest', { hours: 2 }, { teamId: team.id });
  expect(await messageOf(handOverBooking(ines, { id, revision, personId: userIdOf(mira) }))).toBe(
    `For ${mira.actor.name}: Longest booking of your team is 2 h; this is 4 h.`,
  );
  await ctx.db.bookingRule.deleteMany();
  await ctx.db.qualification.create({
    data: { name: `Careful hands ${randomUUID()}`, needs: { create: { machineId } } },
  });
  const why = await messageOf(handOverBooking(ines, { id, revision, personId: userIdOf(mira) }));
  expect(why).toMatch(
    new RegExp(`^${name} needs “Careful hands .*”, which ${mira.actor.name} does not have`),
  );
  const heirs = await listHeirs(ines, { id, find: mira.actor.name, limit: 20 });
  expect(heirs.map((it) => [it.id, why.startsWith(it.whyNot ?? 'nothing')])).toEqual([
    [userIdOf(mira), true],
  ]);
  expect(await listHeirs(ines, { id, find: viewer.actor.name, limit: 20 })).toEqual([]);
  expect((await getBooking(ines, { id })).person.id).toBe(userIdOf(ines));
});

test('who waits for its machines is listed in their order, with whether the rest would do', async () => {
  const [one, two] = await Promise.all([makeMachine(ctx.db), makeMachine(ctx.db)]);
  const { id, revision } = await book(ines, [one.id], 0, 3);
  const wait = (count: number, minutes: number, machineIds: string[], createdAt: Date) =>
    ctx.db.bookingWait.create({
      data: {
        personId: userIdOf(mira),
        machineIds,
        count,
        startsAt: hour(0),
        endsAt: hour(6),
        durationMinutes: minutes,
        purpose: 'A try',
        createdAt,
      },
    });
  await wait(1, 60, [one.id, two.id], hour(-1));
  await wait(1, 240, [one.id], hour(-2));
  await wait(1, 60, [two.id], hour(-3));
  expect(await listWaiting(ines, { id, limit: 10 })).toMatchObject([
    { person: { name: mira.actor.name }, durationMinutes: 240, machineNames: [one.name], fits: false },
    { durationMinutes: 60, machineNames: [one.name], fits: true },
  ]);
  await endBooking(ines, { id, revision });
  expect(await getBooking(ines, { id })).toMatchObject({ endReason: 'early' });
  expect(await listWaiting(ines, { id, limit: 10 })).toEqual([]);
});

test('its record is for its person and for admins, and tells moves and changes in their order', async () => {
  const { id: machineId } = await makeMachine(ctx.db);
  const { id, revision } = await book(ines, [machineId], 1, 3);
  ctx.clock.now = hour(0.25);
  await changeBooking(ines, { id, revision, purpose: 'Proof search, night 2' });
  ctx.clock.now = hour(0.5);
  await handOverBooking(ines, { id, revision: revision + 1, personId: userIdOf(mira) });
  const { rows } = await listRecord(mira, { id, limit: 50 });
  expect(rows.map((it) => [it.action, it.actorName])).toEqual([
    ['booking.hand-over', ines.actor.name],
    ['booking.change', ines.actor.name],
    ['booking.create', ines.actor.name],
  ]);
  const first = await listRecord(await actingAs(ctx, 'admin'), { id, limit: 2 });
  expect(first.rows).toHaveLength(2);
  expect((await listRecord(mira, { id, limit: 2, cursor: first.nextCursor })).rows).toHaveLength(1);
  await expect(listRecord(ines, { id, limit: 2 })).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('its life has only real moments; what was said to a request is for its person and who answers', async () => {
  const machine = await makeMachine(ctx.db);
  const booking = await makeBooking(ctx.db, {
    machineIds: [machine.id],
    personId: userIdOf(ines),
    startsAt: hour(-2),
    endsAt: hour(2),
    createdAt: hour(-20),
    approvalRule: 'Nights need a yes.',
    decidedAt: hour(-19),
    decisionNote: 'fine',
  });
  const session = { bookingId: booking.id, startedById: userIdOf(ines), machineIds: [machine.id] };
  await makeSession(ctx.db, { ...session, createdAt: hour(-2), endedAt: hour(-1), state: 'ended', epoch: 1 });
  await makeSession(ctx.db, { ...session, createdAt: hour(-0.5), readyAt: hour(-0.4), epoch: 2 });
  const life = await readLife(ines, { id: booking.id });
  expect(life).toMatchObject({
    createdAt: hour(-20),
    approvalRule: 'Nights need a yes.',
    decisionNote: 'fine',
    usedMs: 1.5 * 3_600_000,
    energyJoules: null,
    completionTokens: 0,
  });
  expect(life.sessions.map((it) => it.startedAt)).toEqual([hour(-2), hour(-0.5)]);
  expect(await readLife(mira, { id: booking.id })).toMatchObject({ approvalRule: null, decisionNote: null });
});
