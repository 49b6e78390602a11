import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { Way } from '@/shared/schemas/maintenance.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeLab, makeMachine } from '../../testing/factories.ts';
import {
  cancelBooking,
  createBooking,
  endBooking,
  expireDueBookings,
  getBooking,
  listNotices,
  moveBooking,
  offerMove,
  seeNotice,
} from '../bookings/index.ts';
import { setMachineStatus } from '../inventory/index.ts';
import {
  cancelMaintenance,
  cancelWindow,
  changeWindow,
  listDone,
  listMaintenance,
  listWindows,
  planWindow,
  previewWindow,
} from './index.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const hour = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);
const range = (from: number, to: number) => ({ startsAt: hour(from), endsAt: hour(to) });

let member: TestContext;
let admin: TestContext;
let a: string;
let b: string;
beforeEach(async () => {
  const system = await makeTestContext({ now: NOW });
  await makeLab(system.db, { timeZone: 'Europe/Berlin' });
  member = await actingAs(system, 'member');
  admin = await actingAs(system, 'admin');
  [a, b] = [(await makeMachine(system.db)).id, (await makeMachine(system.db)).id];
});

const book = (machineIds: string[], from: number, to: number, purpose = 'LoRA sweep') =>
  createBooking(member, { id: randomUUID(), machineIds, ...range(from, to), purpose });
const plan = (from: number, to: number, ways: Way[] = [], machineIds = [a, b]) =>
  planWindow(admin, { id: randomUUID(), machineIds, ...range(from, to), note: 'dust filters', ways });
const preview = (from: number, to: number) =>
  previewWindow(admin, { machineIds: [a, b], ...range(from, to) });
const blocksOf = async (machineId: string) =>
  (await listMaintenance(member, { from: hour(-48), to: hour(96), machineId, limit: 50 })).map(
    ({ startsAt, endsAt, waits }) => ({ startsAt, endsAt, waits }),
  );
// Tests share their lab: those of this one's machines.
const ours = (it: { machines: { id: string }[] }) => it.machines.some(({ id }) => id === a || id === b);
const windows = async () => (await listWindows(member, { limit: 500 })).windows.filter(ours);
const done = async () => (await listDone(member, { limit: 100 })).rows.filter(ours);
const notices = () => listNotices(member, { limit: 10 });
const doubles = () => admin.db.$queryRaw`
  SELECT 1 FROM "MachineBlock" x JOIN "MachineBlock" y
    ON x."machineId" = y."machineId" AND x.id < y.id AND x.holds AND y.holds
    AND x."startsAt" < y."endsAt" AND x."endsAt" > y."startsAt"`;

test('a window takes all its machines; sent twice it is one; called off it is gone from each', async () => {
  const input = { id: randomUUID(), machineIds: [b, a, a], ...range(2, 4), note: '', ways: [] };
  await planWindow(admin, input);
  await planWindow(admin, input);
  expect(await windows()).toMatchObject([{ id: input.id, machines: [{}, {}], inTheWay: [] }]);
  await expect(book([b], 3, 5)).rejects.toMatchObject({ code: 'CONFLICT' });
  await cancelWindow(admin, input);
  await cancelWindow(admin, input);
  expect(await windows()).toEqual([]);
  await book([a, b], 3, 5);
});

test('one of its machines can be taken out, and ended early; the last one ends the window', async () => {
  const { id } = await plan(0, 4);
  const [first] = await admin.db.machineBlock.findMany({ where: { windowId: id, machineId: a } });
  member.clock.now = hour(1);
  await cancelMaintenance(admin, { id: first!.id });
  expect(await blocksOf(a)).toEqual([{ ...range(0, 1), waits: false }]);
  expect(await windows()).toHaveLength(1);
  member.clock.now = hour(2);
  await cancelWindow(admin, { id });
  expect(await windows()).toEqual([]);
  expect(await done()).toMatchObject([{ id, endsAt: hour(4), endedAt: hour(2) }]);
  await expect(cancelWindow(admin, { id })).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
});

test('who is in the way is told once, with the machines, and where they could go', async () => {
  const booking = await book([a, b], 3, 5);
  await book([b], 6, 7);
  const seen = await preview(2, 4);
  expect(seen.inTheWay).toMatchObject([
    {
      bookingId: booking.id,
      personName: member.actor.name,
      ...range(3, 5),
      machineNames: [{}, {}].map(() => expect.any(String)),
      hasBegun: false,
      moveTo: range(4, 6),
    },
  ]);
  expect(seen.nextFree).toEqual(range(7, 9));
  await expect(plan(2, 4)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: `In the way: ${member.actor.name} · LoRA sweep, 16:00 to 18:00 CET.`,
  });
  expect(await blocksOf(a)).toEqual([]);
});

test('a booking is moved out of the way, whole, and its person told', async () => {
  const booking = await book([a, b], 3, 5);
  const { moveTo } = (await preview(2, 4)).inTheWay[0]!;
  await plan(2, 4, [{ bookingId: booking.id, kind: 'move', startsAt: moveTo!.startsAt }]);
  expect(await getBooking(member, booking)).toMatchObject({
    ...range(4, 6),
    revision: 2,
    machines: [{}, {}],
  });
  expect(await blocksOf(a)).toEqual([{ ...range(2, 4), waits: false }]);
  const [notice] = await notices();
  expect(notice).toMatchObject({
    kind: 'moved',
    bookingId: booking.id,
    byName: admin.actor.name,
    text: 'moved from Tue 24 Nov, 16:00 to 18:00 to Tue 24 Nov, 17:00 to 19:00 CET for maintenance: dust filters',
  });
  const stranger = await actingAs(member, 'member');
  await expect(seeNotice(stranger, notice!)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await seeNotice(member, notice!);
  await seeNotice(member, notice!);
  expect(await notices()).toEqual([]);
  expect(await doubles()).toEqual([]);
});

test('what is taken there by now, or has begun, does not move, and nothing is planned', async () => {
  const booking = await book([a], 3, 5);
  await book([a], 5, 9);
  const before = await admin.db.maintenanceWindow.count();
  const move = (startsAt: Date): Way[] => [{ bookingId: booking.id, kind: 'move', startsAt }];
  await expect(plan(2, 4, move(hour(4)))).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(plan(2, 4, move(hour(3.5)))).rejects.toMatchObject({ code: 'CONFLICT' });
  member.clock.now = hour(3.5);
  await expect(plan(4, 6, move(hour(10)))).rejects.toMatchObject({
    message: expect.stringContaining('In the way'),
  });
  await expect(plan(4, 5, move(hour(10)))).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
    message: 'This booking has begun. What has begun stays where it is.',
  });
  expect(await admin.db.maintenanceWindow.count()).toBe(before);
  expect(await getBooking(member, booking)).toMatchObject(range(3, 5));
});

test('who is asked keeps their time: the rest holds at once, their part when they are gone', async () => {
  const booking = await book([a], 3, 5);
  const { id } = await plan(2, 6, [{ bookingId: booking.id, kind: 'ask' }]);
  expect(await blocksOf(b)).toEqual([{ ...range(2, 6), waits: false }]);
  expect(await blocksOf(a)).toEqual([
    { ...range(2, 3), waits: false },
    { ...range(3, 5), waits: true },
    { ...range(5, 6), waits: false },
  ]);
  expect(await windows()).toMatchObject([
    { id, inTheWay: [{ bookingId: booking.id, askedAt: NOW, hasBegun: false }] },
  ]);
  expect(await notices()).toMatchObject([
    {
      kind: 'asked',
      text: 'asked to make way Tue 24 Nov, 15:00 to 19:00 CET for maintenance: dust filters',
    },
  ]);
  // Read, it is no news any more, and stands on the booking as long as it is asked.
  await seeNotice(member, (await notices())[0]!);
  expect(await notices()).toEqual([]);
  const ofBooking = () => listNotices(member, { bookingId: booking.id, limit: 10 });
  expect(await ofBooking()).toMatchObject([{ kind: 'asked', seen: true }]);
  await expect(book([a], 5, 6)).rejects.toMatchObject({ code: 'CONFLICT' });
  // What waits ahead does not keep the time before it.
  await book([a], 0.5, 1.5);
  await cancelBooking(member, booking);
  expect(await blocksOf(a)).toEqual([{ ...range(2, 6), waits: false }]);
  await expect(book([a], 3, 5)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await windows()).toMatchObject([{ inTheWay: [] }]);
  expect(await ofBooking()).toEqual([]);
});

test('given back early, what is left of its part takes hold; run to its end it was never maintained', async () => {
  const [early, whole] = [await book([a], 1, 3), await book([b], 1, 3)];
  await plan(
    2,
    3,
    [early, whole].map(({ id }) => ({ bookingId: id, kind: 'ask' })),
  );
  member.clock.now = hour(2.5);
  await endBooking(member, early);
  expect(await blocksOf(a)).toEqual([{ ...range(2.5, 3), waits: false }]);
  member.clock.now = hour(3);
  await expireDueBookings(admin);
  expect(await blocksOf(b)).toEqual([{ ...range(2, 3), waits: true }]);
  await book([a, b], 3, 4);
  const [over] = await done();
  expect(over!.machines.filter((it) => it.waits)).toMatchObject([{ id: b }]);
});

test('the asked person moves it themself, past the maintenance, and hears no more of it', async () => {
  const booking = await book([a, b], 3, 5);
  await plan(2, 4, [{ bookingId: booking.id, kind: 'ask' }]);
  const offer = await offerMove(member, booking);
  expect(offer).toEqual(range(4, 6));
  const stranger = await actingAs(member, 'member');
  const to = { id: booking.id, revision: booking.revision, startsAt: offer!.startsAt };
  await expect(moveBooking(stranger, to)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(moveBooking(member, { ...to, startsAt: hour(3.5) })).rejects.toMatchObject({
    code: 'CONFLICT',
  });
  await moveBooking(member, to);
  await expect(moveBooking(member, to)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await blocksOf(a)).toEqual([{ ...range(2, 4), waits: false }]);
  expect(await notices()).toEqual([]);
});

test('an admin moves it for them, and they are told what for', async () => {
  const booking = await book([a], 3, 5);
  await plan(2, 4, [{ bookingId: booking.id, kind: 'ask' }]);
  await moveBooking(admin, { ...booking, startsAt: hour(8) });
  const [notice] = await notices();
  expect(notice).toMatchObject({ kind: 'moved', byName: admin.actor.name });
  expect(notice!.text).toMatch(/to Tue 24 Nov, 21:00 to 23:00 CET for maintenance: dust filters$/);
});

test('a window moves to after who is in its way, and the asking is over', async () => {
  const booking = await book([a], 3, 5);
  const { id } = await plan(2, 4, [{ bookingId: booking.id, kind: 'ask' }]);
  const change = (from: number, to: number, ways: Way[] = []) =>
    changeWindow(admin, { id, machineIds: [a, b], ...range(from, to), note: 'dust filters', ways });
  await expect(change(4, 6)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await blocksOf(a)).toHaveLength(2);
  await change(5, 7);
  expect(await blocksOf(a)).toEqual([{ ...range(5, 7), waits: false }]);
  expect(await notices()).toEqual([]);
  // In its own way is nobody.
  await change(6, 8);
  expect(await blocksOf(b)).toEqual([{ ...range(6, 8), waits: false }]);
  member.clock.now = hour(6.5);
  await expect(change(9, 10)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
});

test('a machine that a change takes out or brings in is told so in its own history', async () => {
  const { id } = await plan(2, 4, [], [a]);
  await changeWindow(admin, { id, machineIds: [b], ...range(2, 4), note: 'dust filters', ways: [] });
  const actionsOf = async (objectId: string) =>
    (await admin.db.auditEntry.findMany({ where: { objectId }, orderBy: { at: 'asc' } })).map(
      (it) => it.action,
    );
  expect(await actionsOf(a)).toContain('machine.cancel-maintenance');
  expect(await actionsOf(b)).toEqual(['machine.plan-maintenance']);
});

test('two windows do not wait for the same booking', async () => {
  const booking = await book([a], 3, 5);
  const ask: Way[] = [{ bookingId: booking.id, kind: 'ask' }];
  await plan(2, 4, ask, [a]);
  await expect(plan(3, 6, ask, [a])).rejects.toMatchObject({ code: 'CONFLICT' });
  await plan(4, 6, ask, [a]);
  await cancelBooking(member, booking);
  expect(await blocksOf(a)).toEqual([
    { ...range(2, 4), waits: false },
    { ...range(4, 6), waits: false },
  ]);
});

test('a retired machine leaves its maintenance, that of others stays', async () => {
  const { id } = await plan(2, 4);
  await plan(10, 11, [], [a]);
  const { revision } = await admin.db.machine.findUniqueOrThrow({ where: { id: a } });
  await setMachineStatus(admin, { id: a, status: 'retired', revision });
  expect(await blocksOf(a)).toEqual([]);
  expect(await windows()).toMatchObject([{ id, machines: [{ id: b }] }]);
});

test('of many who plan, book, ask and move at once nobody is doubled, and nobody waits in a circle', async () => {
  const first = await book([a, b], 3, 5);
  const second = await book([b], 6, 8);
  const tries = await Promise.allSettled(
    Array.from({ length: 24 }, (_, index) => {
      const from = 2 + (index % 4);
      const ids = index % 2 === 0 ? [a, b] : [b, a];
      if (index % 3 === 0) return book(ids, from, from + 2);
      if (index % 3 === 1)
        return plan(from, from + 2, [
          { bookingId: second.id, kind: 'ask' },
          { bookingId: first.id, kind: 'move', startsAt: hour(20 + index) },
        ]);
      return index === 5
        ? cancelBooking(member, second)
        : plan(
            from,
            from + 2,
            [first, second].map((it) => ({ bookingId: it.id, kind: 'ask' as const })),
            ids,
          );
    }),
  );
  for (const it of tries)
    if (it.status === 'rejected') expect(['CONFLICT', 'PRECONDITION_FAILED']).toContain(it.reason.code);
  expect(tries.some((it) => it.status === 'fulfilled')).toBe(true);
  expect(await doubles()).toEqual([]);
});

test('given back while maintenance is planned around it, nothing waits for what is gone', async () => {
  for (let round = 0; round < 6; round++) {
    const from = 10 * round + 1;
    const booking = await book([a], from, from + 1);
    await Promise.allSettled([
      plan(from, from + 1, [{ bookingId: booking.id, kind: 'ask' }]),
      cancelBooking(member, booking),
    ]);
  }
  expect(await admin.db.machineBlock.count({ where: { machineId: a, waits: true } })).toBe(0);
  expect(
    await admin.db.machineBlock.count({ where: { machineId: a, kind: 'maintenance', holds: true } }),
  ).toBe(6);
});
