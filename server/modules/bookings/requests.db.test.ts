import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { BookingConflict } from '@/shared/schemas/booking.ts';
import { hour, NOW } from '../../testing/bookings.ts';
import { actingAs, makeTestContext, type TestContext, userIdOf } from '../../testing/context.ts';
import { makeBooking, makeLab, makeMachine, makeRule } from '../../testing/factories.ts';
import {
  approveBooking,
  cancelBooking,
  createBooking,
  declineBooking,
  getBooking,
  lapseRequests,
  listRequests,
  readExtension,
  readRequest,
} from './index.ts';
import { changeBooking } from './change-booking.ts';
import { tellAsked } from './answer-request.ts';
import { withTransaction } from '../../context.ts';

let ctx: TestContext;
let leon: TestContext;
let mira: TestContext;
let aiko: TestContext;

beforeEach(async () => {
  ctx = await makeTestContext({ now: NOW });
  await makeLab(ctx.db, { timeZone: 'Europe/Berlin' });
  await ctx.db.booking.deleteMany({ where: { status: 'pending' } });
  [leon, mira, aiko] = [
    await actingAs(ctx, 'member'),
    await actingAs(ctx, 'member'),
    await actingAs(ctx, 'admin'),
  ];
});

const ask = (by: TestContext, machineIds: string[], from: number, to: number) =>
  makeBooking(ctx.db, {
    machineIds,
    personId: userIdOf(by),
    startsAt: hour(from),
    endsAt: hour(to),
    status: 'pending',
    approvalRule: 'Two or more machines need a yes.',
  });
const told = (by: TestContext, kind: string) =>
  ctx.db.notification.findMany({ where: { personId: userIdOf(by), kind } });
const blocksOf = (bookingId: string) => ctx.db.machineBlock.findMany({ where: { bookingId } });

test('a request is approved: it holds from then on, who asked is told, and the answer is kept', async () => {
  const { id: machineId } = await makeMachine(ctx.db);
  await makeRule(ctx.db, 'turnaround', { minutes: 30 });
  const { id, revision } = await ask(leon, [machineId], 2, 4);
  const booked = await approveBooking(aiko, { id, revision, note: 'nights are fine' });
  expect(booked).toMatchObject({ status: 'confirmed', revision: revision + 1 });
  expect(await blocksOf(id)).toMatchObject([{ holds: true, startsAt: hour(2), endsAt: hour(4.5) }]);
  expect(await told(leon, 'booking.decided')).toMatchObject([
    {
      link: `/bookings/${id}`,
      text: `${aiko.actor.name} approved it: Tue 24 Nov, 15:00 to 17:00. “nights are fine”`,
    },
  ]);
  const row = await ctx.db.booking.findUniqueOrThrow({ where: { id } });
  expect(row).toMatchObject({ decidedById: userIdOf(aiko), decidedAt: NOW, decisionNote: 'nights are fine' });
  // Granting it again changes nothing.
  expect(await approveBooking(aiko, { id, revision, note: '' })).toMatchObject({ revision: revision + 1 });
});

test('of two requests that overlap the second is refused, and told who has the first', async () => {
  const [one, two] = await Promise.all([makeMachine(ctx.db), makeMachine(ctx.db)]);
  const first = await ask(leon, [one.id, two.id], 2, 4);
  const second = await ask(mira, [two.id], 3, 5);
  await approveBooking(aiko, { id: first.id, revision: 1, note: '' });
  const refusal = (await approveBooking(aiko, { id: second.id, revision: 1, note: '' }).catch(
    (error: unknown) => error,
  )) as { code: string; message: string; details: BookingConflict };
  expect(refusal.code).toBe('CONFLICT');
  expect(refusal.message).toBe(`${two.name} is held by ${leon.actor.name} until 17:00 CET.`);
  expect(refusal.details.conflicts).toMatchObject([{ machineName: two.name, personName: leon.actor.name }]);
  expect((await getBooking(aiko, { id: second.id })).status).toBe('pending');
});

test('of two approved at once one holds and the other is a conflict, never both', async () => {
  const { id: machineId } = await makeMachine(ctx.db);
  const asked = await Promise.all([ask(leon, [machineId], 2, 4), ask(mira, [machineId], 3, 5)]);
  const done = await Promise.allSettled(
    asked.map(({ id }) => approveBooking(aiko, { id, revision: 1, note: '' })),
  );
  expect(done.map((it) => it.status).toSorted()).toEqual(['fulfilled', 'rejected']);
  for (const it of done) if (it.status === 'rejected') expect(it.reason).toMatchObject({ code: 'CONFLICT' });
  const held = (await Promise.all(asked.map(({ id }) => blocksOf(id)))).flat().filter((it) => it.holds);
  expect(held).toHaveLength(1);
});

test('a request is declined with a word, and holds nothing', async () => {
  const { id: machineId } = await makeMachine(ctx.db);
  const { id } = await ask(leon, [machineId], 2, 4);
  const declined = await declineBooking(aiko, { id, revision: 1, note: 'The bench is moved that day' });
  expect(declined.status).toBe('declined');
  expect((await told(leon, 'booking.decided'))[0]!.text).toContain('“The bench is moved that day”');
  await expect(approveBooking(aiko, { id, revision: 2, note: '' })).rejects.toMatchObject({
    message: 'This request was declined already. Whoever asked can ask again.',
  });
  const book = { id: randomUUID(), machineIds: [machineId], startsAt: hour(2), endsAt: hour(4) };
  await expect(createBooking(mira, { ...book, purpose: 'Now free' })).resolves.toMatchObject({
    status: 'confirmed',
  });
});

test('the rules count anew, for who asked: what they forbid by now is not approved', async () => {
  const { id: machineId } = await makeMachine(ctx.db);
  const { id } = await ask(leon, [machineId], 2, 8);
  await makeRule(ctx.db, 'notice', { minutes: 24 * 60 });
  await makeRule(ctx.db, 'longest', { hours: 4 });
  const refusal = (await approveBooking(aiko, { id, revision: 1, note: '' }).catch(
    (error: unknown) => error,
  )) as Error;
  expect(refusal.message.replaceAll('\u202f', ' ')).toBe(
    `For ${leon.actor.name}: Longest booking is 4 h; this is 6 h.`,
  );
});

test('a request whose start has passed is not approved but lapses, once, and who asked is told', async () => {
  const { id: machineId } = await makeMachine(ctx.db);
  const { id } = await ask(leon, [machineId], 2, 4);
  expect(await lapseRequests(ctx)).toEqual({ bookingIds: [] });
  ctx.clock.now = hour(2);
  await expect(approveBooking(aiko, { id, revision: 1, note: '' })).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
    message: 'Its start has passed, so this request has lapsed. Whoever asked can ask for another time.',
  });
  expect(await lapseRequests(ctx)).toEqual({ bookingIds: [id] });
  expect(await lapseRequests(ctx)).toEqual({ bookingIds: [] });
  expect(await getBooking(leon, { id })).toMatchObject({ status: 'declined', endReason: 'lapsed' });
  expect(await told(leon, 'booking.decided')).toHaveLength(1);
});

test('who asked may take it back; then there is nothing to answer', async () => {
  const { id: machineId } = await makeMachine(ctx.db);
  const { id } = await ask(leon, [machineId], 2, 4);
  await cancelBooking(leon, { id, revision: 1 });
  await expect(approveBooking(aiko, { id, revision: 2, note: '' })).rejects.toMatchObject({
    message: 'This request was taken back by who asked.',
  });
});

test('members answer nothing', async () => {
  const { id: machineId } = await makeMachine(ctx.db);
  const { id } = await ask(leon, [machineId], 2, 4);
  const answers = [
    approveBooking(mira, { id, revision: 1, note: '' }),
    declineBooking(leon, { id, revision: 1, note: 'No' }),
    listRequests(leon, { limit: 10 }),
    readRequest(mira, { id }),
  ];
  for (const it of answers) await expect(it).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('the list says what is taken by now; a request says its rules and whom it touches', async () => {
  const [one, two] = await Promise.all([makeMachine(ctx.db), makeMachine(ctx.db)]);
  const asked = await ask(leon, [one.id, two.id], 4, 6);
  const rival = await ask(mira, [two.id], 5, 7);
  const held = { personId: userIdOf(mira) };
  await makeBooking(ctx.db, { machineIds: [one.id], startsAt: hour(1), endsAt: hour(2), ...held });
  const after = await makeBooking(ctx.db, {
    machineIds: [one.id],
    startsAt: hour(8),
    endsAt: hour(9),
    ...held,
  });
  await ctx.db.bookingWait.create({
    data: {
      personId: userIdOf(mira),
      machineIds: [one.id],
      count: 1,
      startsAt: hour(3),
      endsAt: hour(9),
      durationMinutes: 60,
      purpose: 'A try',
    },
  });
  const list = await listRequests(aiko, { limit: 10 });
  expect(list.map((it) => [it.booking.id, it.isTaken])).toEqual([
    [asked.id, false],
    [rival.id, false],
  ]);
  const request = await readRequest(aiko, { id: asked.id });
  expect(request.rules[0]).toMatchObject({ says: 'asks', title: 'Two or more machines need a yes.' });
  expect(request.rules.filter((it) => it.says === 'against')).toEqual([]);
  expect(request.touches.map((it) => [it.kind, it.bookingId])).toEqual([
    ['request', rival.id],
    ['waits', null],
    ['before', expect.any(String)],
    ['after', after.id],
  ]);
  await approveBooking(aiko, { id: rival.id, revision: 1, note: '' });
  expect((await listRequests(aiko, { limit: 10 }))[0]).toMatchObject({ isTaken: true });
  expect((await readRequest(aiko, { id: asked.id })).rules).toContainEqual({
    says: 'against',
    title: 'Taken by now',
    text: `${mira.actor.name} has ${two.name}`,
  });
});

test('whoever may agree is told of a request, but for who asks', async () => {
  const { id, ...asked } = await ask(aiko, [(await makeMachine(ctx.db)).id], 2, 4);
  const priya = await actingAs(ctx, 'admin');
  await withTransaction(aiko, (tx, afterCommit) =>
    tellAsked(aiko, tx, afterCommit, { id, ...asked }, { timeZone: 'UTC', rule: 'Two need a yes.' }),
  );
  expect(await told(priya, 'booking.asked')).toMatchObject([{ link: `/bookings/${id}` }]);
  expect(await told(aiko, 'booking.asked')).toEqual([]);
  expect(await told(leon, 'booking.asked')).toEqual([]);
});

test('a rule makes a booking a request: those who may agree are told, and it can be granted', async () => {
  const { id: machineId } = await makeMachine(ctx.db);
  await makeRule(ctx.db, 'approval', { overMachines: null, overHours: 4, roles: ['member'] });
  const id = randomUUID();
  const times = { startsAt: hour(2), endsAt: hour(8) };
  const asked = await createBooking(leon, { id, machineIds: [machineId], ...times, purpose: 'A long night' });
  expect(asked.status).toBe('pending');
  expect(await told(aiko, 'booking.asked')).toMatchObject([
    { title: `${leon.actor.name} asks for “A long night”`, link: `/bookings/${id}` },
  ]);
  const booked = await approveBooking(aiko, { id, revision: asked.revision, note: '' });
  expect(booked.status).toBe('confirmed');
  const { until, limits } = await readExtension(leon, { id });
  expect(until).toEqual(hour(8));
  expect(limits[0]!.text).toContain('has to agree');
});

test('a request is changed while it waits, and what was agreed to may become less but not more', async () => {
  const [one, two] = [await makeMachine(ctx.db), await makeMachine(ctx.db)];
  await makeRule(ctx.db, 'approval', { overMachines: null, overHours: 1, roles: ['member'] });
  const asked = await ask(leon, [one.id, two.id], 2, 4);
  const changed = await changeBooking(leon, { id: asked.id, revision: asked.revision, endsAt: hour(6) });
  expect(changed).toMatchObject({ status: 'pending', endsAt: hour(6) });
  const row = await ctx.db.booking.findUniqueOrThrow({ where: { id: asked.id } });
  expect(row.approvalRule).toMatch(/^Any booking for over 1 h by members/);
  const agreed = await approveBooking(aiko, { id: asked.id, revision: changed.revision, note: '' });
  const less = await changeBooking(leon, {
    id: asked.id,
    revision: agreed.revision,
    machineIds: [one.id],
    endsAt: hour(5),
    purpose: 'A shorter run',
  });
  expect(less).toMatchObject({ status: 'confirmed', purpose: 'A shorter run', endsAt: hour(5) });
  await expect(
    changeBooking(leon, { id: asked.id, revision: less.revision, endsAt: hour(6) }),
  ).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
});
