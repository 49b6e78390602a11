import { beforeEach, describe, expect, test } from 'vitest';
import type * as z from 'zod';
import type { CheckOutInput } from '@/shared/schemas/custody.ts';
import { actingAs, actorOfUser, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeBooking, makeLab, makeMachine, makeUser } from '../../testing/factories.ts';
import { acknowledgeCustody, checkIn, checkOut, listCustodies, listHandedOut } from './index.ts';

const NOW = new Date('2026-11-18T12:00:00Z');
const FRIDAY = new Date('2026-11-20T17:00:00Z');

let ctx: TestContext;
let machine: { id: string; name: string };
let ines: Awaited<ReturnType<typeof makeUser>>;
beforeEach(async () => {
  ctx = await makeTestContext({ role: 'admin', now: NOW });
  await makeLab(ctx.db);
  machine = await makeMachine(ctx.db);
  ines = await makeUser(ctx.db, { name: 'Ines' });
});

const give = (more: Partial<z.output<typeof CheckOutInput>> = {}, as = ctx) =>
  checkOut(as, {
    machineId: machine.id,
    personId: ines.id,
    place: null,
    dueAt: FRIDAY,
    keepsBookingsAway: false,
    ...more,
  });
const statusOf = async () => {
  const { status, revision } = await ctx.db.machine.findUniqueOrThrow({ where: { id: machine.id } });
  return { status, revision };
};
const told = () =>
  ctx.db.auditEntry.findMany({ where: { objectId: machine.id }, orderBy: [{ at: 'asc' }, { id: 'asc' }] });

describe('a machine goes into somebody’s hands and comes back', () => {
  test('with a receipt by who has it, each step in the audit, and all of it in the history', async () => {
    const taken = await give({ note: 'For the talk' });
    expect(taken).toMatchObject({ holder: 'Ines', personId: ines.id, dueAt: FRIDAY, acknowledgedAt: null });
    const asInes = await actingAs(ctx, actorOfUser(ines));
    const [first, again] = [
      await acknowledgeCustody(asInes, { id: taken.id }),
      await acknowledgeCustody(asInes, { id: taken.id }),
    ];
    expect(first.acknowledgedAt).toEqual(NOW);
    expect(again).toEqual(first);
    ctx.clock.now = FRIDAY;
    const back = await checkIn(ctx, { id: taken.id, note: 'A scratch' });
    expect(back).toMatchObject({
      returnedAt: FRIDAY,
      returnNote: 'A scratch',
      returnedToName: ctx.actor.name,
    });
    await give({ personId: null, place: 'The repair shop', dueAt: null });
    const page = await listCustodies(ctx, { machineId: machine.id, limit: 10 });
    expect(page.rows.map((it) => it.holder)).toEqual(['The repair shop', 'Ines']);
    expect((await told()).map((it) => it.action)).toEqual([
      'machine.check-out',
      'machine.acknowledge-custody',
      'machine.check-in',
      'machine.check-out',
    ]);
    expect(await statusOf()).toEqual({ status: 'active', revision: 1 });
  });

  test('loaned away it can’t be booked until it is back', async () => {
    const { id } = await give({ keepsBookingsAway: true });
    expect(await statusOf()).toMatchObject({ status: 'loaned' });
    await checkIn(ctx, { id });
    expect(await statusOf()).toMatchObject({ status: 'active' });
    expect(await told()).toMatchObject([
      { before: { with: null, status: 'active' }, after: { with: 'Ines', status: 'loaned' } },
      { before: { with: 'Ines', status: 'loaned' }, after: { with: null, status: 'active' } },
    ]);
  });

  test('but not while it has bookings, and then nothing of it is written', async () => {
    await makeBooking(ctx.db, { machineIds: [machine.id], startsAt: NOW, endsAt: FRIDAY });
    await expect(give({ keepsBookingsAway: true })).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    expect(await ctx.db.custody.count({ where: { machineId: machine.id } })).toBe(0);
    expect(await told()).toEqual([]);
  });
});

describe('one at a time', () => {
  test('who comes second is told who has it', async () => {
    await give();
    await expect(give({ personId: null, place: 'The cellar' })).rejects.toThrow(
      `${machine.name} is with Ines since Wed 18 Nov, 13:00. Check it in first.`,
    );
  });

  test('of two admins at once one gives it, the other is told', async () => {
    const other = await actingAs(ctx, 'admin');
    const done = await Promise.allSettled([
      give(),
      give({ personId: null, place: 'The cellar' }, other),
      give({ personId: null, place: 'The roof' }),
    ]);
    expect(done.filter((it) => it.status === 'fulfilled')).toHaveLength(1);
    for (const it of done)
      if (it.status === 'rejected') expect(it.reason).toMatchObject({ code: 'CONFLICT' });
    expect(await ctx.db.custody.count({ where: { machineId: machine.id, returnedAt: null } })).toBe(1);
  });

  test('the database holds it too', async () => {
    const row = { machineId: machine.id, place: 'Here', takenAt: NOW };
    await ctx.db.custody.create({ data: row });
    await expect(ctx.db.custody.create({ data: row })).rejects.toMatchObject({ code: 'P2002' });
  });

  test('it is checked in once', async () => {
    const { id } = await give();
    const done = await Promise.allSettled([checkIn(ctx, { id }), checkIn(ctx, { id })]);
    expect(done.map((it) => it.status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });
});

test('what can’t be is refused in words', async () => {
  await expect(give({ dueAt: new Date('2026-11-18T11:00:00Z') })).rejects.toThrow('due back before');
  await expect(give({ personId: 'nobody' })).rejects.toThrow('not in the lab any more');
  await ctx.db.machine.update({ where: { id: machine.id }, data: { status: 'retired' } });
  await expect(give()).rejects.toThrow('is retired');
});

test('the receipt is for who has it, and no admin signs it for them', async () => {
  const { id } = await give();
  await expect(acknowledgeCustody(ctx, { id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const { id: elsewhere } = await give({
    machineId: (await makeMachine(ctx.db)).id,
    personId: null,
    place: 'Elsewhere',
  });
  await expect(acknowledgeCustody(ctx, { id: elsewhere })).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('what is handed out is listed by when it is due; who leaves the lab is still told of', async () => {
  const other = await makeMachine(ctx.db);
  const [late, open] = [await give(), await give({ machineId: other.id, dueAt: null })];
  const ids = (await listHandedOut(ctx, { limit: 1000 })).map((it) => it.id);
  expect(ids.filter((it) => it === late.id || it === open.id)).toEqual([late.id, open.id]);
  await ctx.db.custody.update({ where: { id: late.id }, data: { returnedAt: NOW, personId: null } });
  const { rows } = await listCustodies(ctx, { machineId: machine.id, limit: 10 });
  expect(rows[0]!.holder).toBe('Somebody who has left the lab');
});

test('the history of hands is read page by page', async () => {
  for (let i = 0; i < 5; i++)
    await checkIn(ctx, { id: (await give({ personId: null, place: `Place ${i}` })).id });
  const first = await listCustodies(ctx, { machineId: machine.id, limit: 3 });
  const second = await listCustodies(ctx, { machineId: machine.id, limit: 3, cursor: first.nextCursor });
  expect([...first.rows, ...second.rows].map((it) => it.holder).toSorted()).toEqual(
    [0, 1, 2, 3, 4].map((it) => `Place ${it}`),
  );
  expect(second.nextCursor).toBeNull();
});
