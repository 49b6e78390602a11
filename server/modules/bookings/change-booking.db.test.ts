import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { bookHours, hour, NOW } from '../../testing/bookings.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeLab, makeMachine, makeRule } from '../../testing/factories.ts';
import { changeBooking } from './index.ts';

let ctx: TestContext;
let ines: TestContext;
let aiko: TestContext;

beforeEach(async () => {
  ctx = await makeTestContext({ now: NOW });
  await makeLab(ctx.db, { timeZone: 'Europe/Berlin' });
  [ines, aiko] = [await actingAs(ctx, 'member'), await actingAs(ctx, 'member')];
});

const nameOf = ({ actor }: TestContext): string => (actor.kind === 'user' ? actor.name : '');
const blocksOf = async (bookingId: string) =>
  (await ctx.db.machineBlock.findMany({ where: { bookingId }, orderBy: { machineId: 'asc' } })).map(
    ({ machineId, startsAt, endsAt, holds }) => ({ machineId, startsAt, endsAt, holds }),
  );

test('a longer end keeps its machines, its own time never in its way', async () => {
  const { id: machineId } = await makeMachine(ctx.db);
  await makeRule(ctx.db, 'turnaround', { minutes: 30 });
  const { id, revision } = await bookHours(ines, [machineId], 1, 3);
  const changed = await changeBooking(ines, { id, revision, endsAt: hour(4) });
  expect(changed).toMatchObject({ startsAt: hour(1), endsAt: hour(4), revision: revision + 1 });
  expect(await blocksOf(id)).toEqual([{ machineId, startsAt: hour(1), endsAt: hour(4.5), holds: true }]);
});

test('into a neighbour it is refused, and says who that is', async () => {
  const { id: machineId, name } = await makeMachine(ctx.db);
  const { id, revision } = await bookHours(ines, [machineId], 1, 3);
  const next = await bookHours(aiko, [machineId], 4, 6);
  const refusal = await changeBooking(ines, { id, revision, endsAt: hour(5) }).catch(
    (error: unknown) => error,
  );
  expect(refusal).toMatchObject({
    code: 'CONFLICT',
    message: `${name} is held by ${next.person.name} until 19:00 CET.`,
    details: { conflicts: [{ machineName: name, personName: next.person.name, bookingId: next.id }] },
  });
  expect(await blocksOf(id)).toMatchObject([{ startsAt: hour(1), endsAt: hour(3) }]);
});

test('it is charged to a project only that its person is a member of', async () => {
  const { id: machineId } = await makeMachine(ctx.db);
  const { id, revision } = await bookHours(ines, [machineId], 1, 3);
  const project = async ({ actor }: TestContext) =>
    ctx.db.project.create({
      data: { name: randomUUID(), members: { create: { personId: actor.kind === 'user' ? actor.id : '' } } },
    });
  const [own, other] = [await project(ines), await project(aiko)];
  await expect(changeBooking(ines, { id, revision, projectId: other.id })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  const changed = await changeBooking(ines, { id, revision, projectId: own.id });
  expect(changed.project).toMatchObject({ id: own.id });
});

test('other machines take the place of those it had', async () => {
  const [one, two, three] = await Promise.all([1, 2, 3].map(() => makeMachine(ctx.db)));
  const { id, revision } = await bookHours(ines, [one!.id, two!.id], 1, 3);
  await changeBooking(ines, { id, revision, machineIds: [two!.id, three!.id] });
  expect((await blocksOf(id)).map((it) => it.machineId)).toEqual([two!.id, three!.id].toSorted());
  await expect(bookHours(aiko, [one!.id], 1, 3)).resolves.toMatchObject({ status: 'confirmed' });
  await expect(bookHours(aiko, [three!.id], 2, 3)).rejects.toMatchObject({ code: 'CONFLICT' });
});

test('while it runs only its end is changed, by the rules, and never to what is over', async () => {
  const { id: machineId } = await makeMachine(ctx.db);
  await makeRule(ctx.db, 'longest', { hours: 4 });
  await makeRule(ctx.db, 'notice', { minutes: 10 });
  const { id, revision } = await bookHours(ines, [machineId], 0.5, 2);
  ctx.clock.now = hour(1);
  await expect(changeBooking(ines, { id, revision, startsAt: hour(0.6) })).rejects.toMatchObject({
    message: 'This booking has begun: its start and machines stay. Change its end, or end it.',
  });
  await expect(changeBooking(ines, { id, revision, endsAt: hour(0.9) })).rejects.toMatchObject({
    code: 'VALIDATION',
  });
  const refusal = await changeBooking(ines, { id, revision, endsAt: hour(5) }).catch((error: Error) => error);
  expect((refusal as Error).message.replaceAll('\u202f', ' ')).toBe('Longest booking is 4 h; this is 4.5 h.');
  const longer = await changeBooking(ines, { id, revision, endsAt: hour(3) });
  expect(longer.endsAt).toEqual(hour(3));
  ctx.clock.now = hour(3.5);
  await expect(changeBooking(ines, { id, revision: longer.revision, endsAt: hour(4) })).rejects.toMatchObject(
    { message: 'This booking is over. There is nothing to change.' },
  );
});

test('of two changes at once to crossing machines one waits, and nobody ends in a deadlock', async () => {
  const [one, two] = await Promise.all([1, 2].map(() => makeMachine(ctx.db)));
  const a = await bookHours(ines, [one!.id], 1, 3);
  const b = await bookHours(aiko, [two!.id], 1, 3);
  const done = await Promise.allSettled([
    changeBooking(ines, { id: a.id, revision: a.revision, machineIds: [one!.id, two!.id] }),
    changeBooking(aiko, { id: b.id, revision: b.revision, machineIds: [two!.id, one!.id] }),
  ]);
  for (const it of done) if (it.status === 'rejected') expect(it.reason).toMatchObject({ code: 'CONFLICT' });
  // Each is as it was or as it was asked for, and they share no machine.
  const held = [...(await blocksOf(a.id)), ...(await blocksOf(b.id))].map((it) => it.machineId);
  expect(new Set(held).size).toBe(held.length);
});

test('who did not change it themself is told what it is now, and reminded of another start anew', async () => {
  const { id: machineId, name } = await makeMachine(ctx.db);
  const admin = await actingAs(ctx, 'admin');
  const { id, revision } = await bookHours(ines, [machineId], 1, 3, { purpose: 'Proof search' });
  await ctx.db.booking.update({ where: { id }, data: { remindedAt: NOW } });
  const longer = await changeBooking(admin, { id, revision, endsAt: hour(4) });
  const own = await changeBooking(ines, { id, revision: longer.revision, endsAt: hour(5) });
  await changeBooking(admin, { id, revision: own.revision, startsAt: hour(2), endsAt: hour(5) });
  const told = await ctx.db.notification.findMany({
    where: { kind: 'booking.changed', link: `/bookings/${id}` },
    orderBy: { dedupeKey: 'asc' },
  });
  expect(told.map((it) => it.text)).toEqual([
    `${nameOf(admin)} changed it: ${name}, Tue 24 Nov, 14:00 to 17:00 CET.`,
    `${nameOf(admin)} moved from Tue 24 Nov, 14:00 to 18:00 to Tue 24 Nov, 15:00 to 18:00 CET.`,
  ]);
  expect(await ctx.db.booking.findUniqueOrThrow({ where: { id } })).toMatchObject({ remindedAt: null });
});
