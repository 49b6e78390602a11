import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { isExclusionViolation } from '../../prisma-errors.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeLab, makeMachine } from '../../testing/factories.ts';
import { listMachines, setMachineStatus } from '../inventory/index.ts';
import { createBooking, expireDueBookings, findNextFree } from '../bookings/index.ts';
import { cancelMaintenance, listMaintenance, planMaintenance } from './index.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const hour = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);

let member: TestContext;
let admin: TestContext;
beforeEach(async () => {
  const system = await makeTestContext({ now: NOW });
  await makeLab(system.db, { timeZone: 'Europe/Berlin' });
  member = await actingAs(system, 'member');
  admin = await actingAs(system, 'admin');
});

const plan = (machineId: string, from: number, to: number, note = '') =>
  planMaintenance(admin, { machineId, startsAt: hour(from), endsAt: hour(to), note });
const book = (machineIds: string[], from: number, to: number) =>
  createBooking(member, {
    id: randomUUID(),
    machineIds,
    startsAt: hour(from),
    endsAt: hour(to),
    purpose: 'LoRA sweep',
  });
const list = (machineId: string) =>
  listMaintenance(member, { from: hour(-48), to: hour(48), machineId, limit: 50 });
const seen = async (machineId: string) =>
  (await listMachines(member)).machines.find((it) => it.id === machineId)!;
const changes = () => member.events.filter((it) => it.event === 'maintenance.changed').length;

test('planned maintenance stands in the list and on its machine, before and while it runs', async () => {
  const { id, name } = await makeMachine(member.db);
  const planned = await plan(id, 2, 4, 'Dust filters');
  expect(planned).toMatchObject({
    machineName: name,
    startsAt: hour(2),
    endsAt: hour(4),
    note: 'Dust filters',
  });
  expect(await list(id)).toEqual([planned]);
  expect((await seen(id)).holder).toMatchObject({
    kind: 'free',
    nextStartsAt: hour(2),
    nextKind: 'maintenance',
  });
  member.clock.now = hour(3);
  expect((await seen(id)).holder).toMatchObject({
    kind: 'maintenance',
    purpose: 'Dust filters',
    until: hour(4),
    bookingId: null,
    personName: null,
  });
  const audit = await member.db.auditEntry.findMany({ where: { objectId: id } });
  expect(audit).toMatchObject([{ action: 'machine.plan-maintenance', before: null }]);
  expect(changes()).toBe(1);
});

test('bookings in its way are named, and stay', async () => {
  const { id } = await makeMachine(member.db);
  await book([id], 1, 2);
  await book([id], 2.5, 3);
  await book([id], 4, 5);
  await expect(plan(id, 1.5, 4)).rejects.toMatchObject({
    code: 'CONFLICT',
    message:
      `In the way: ${member.actor.name} · LoRA sweep, 14:00 to 15:00 CET; ` +
      `${member.actor.name} · LoRA sweep, 15:30 to 16:00 CET.`,
  });
  await plan(id, 3, 4);
  expect(await list(id)).toHaveLength(1);
});

test('a booking over it is refused, told until when, and offered the time after it', async () => {
  const { id, name } = await makeMachine(member.db);
  const { id: other } = await makeMachine(member.db);
  await plan(id, 1, 3);
  await expect(book([id, other], 2, 4)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: `${name} is in maintenance until 16:00 CET.`,
    details: {
      conflicts: [{ machineId: id, kind: 'maintenance', personName: null }],
      nextFree: { startsAt: hour(3), endsAt: hour(5) },
    },
  });
  expect(await findNextFree(member, { machineIds: [id], durationMs: 2 * 3_600_000 })).toEqual({
    startsAt: hour(3),
    endsAt: hour(5),
  });
  await book([id], 3, 4);
});

test('called off before its start it is gone; while it runs it ends and what it took stays', async () => {
  const { id } = await makeMachine(member.db);
  const ahead = await plan(id, 5, 6);
  await cancelMaintenance(admin, { id: ahead.id });
  await book([id], 5, 6);
  await expect(cancelMaintenance(admin, { id: ahead.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const running = await plan(id, 0, 4);
  member.clock.now = hour(1);
  await cancelMaintenance(admin, { id: running.id });
  expect(await list(id)).toMatchObject([{ id: running.id, endsAt: hour(1) }]);
  expect((await seen(id)).holder.kind).toBe('free');
  await book([id], 1, 2);
  await expect(cancelMaintenance(admin, { id: running.id })).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
  });
  const audit = await member.db.auditEntry.findMany({ where: { objectId: id }, orderBy: { id: 'asc' } });
  expect(audit.map((it) => it.action)).toEqual([
    'machine.plan-maintenance',
    'machine.cancel-maintenance',
    'machine.plan-maintenance',
    'machine.end-maintenance',
  ]);
});

test('its end frees the machine by itself, and says so once', async () => {
  const { id } = await makeMachine(member.db);
  const { id: blockId } = await plan(id, 0, 1);
  const before = changes();
  member.clock.now = hour(1);
  await Promise.all([expireDueBookings(admin), expireDueBookings(admin), expireDueBookings(admin)]);
  expect(await member.db.machineBlock.findUnique({ where: { id: blockId } })).toMatchObject({ holds: false });
  expect(changes()).toBe(before + 1);
  expect(await list(id)).toHaveLength(1);
});

test('of many who book and plan the same time at once, one gets it', async () => {
  const { id } = await makeMachine(member.db);
  const tries = await Promise.allSettled(
    Array.from({ length: 24 }, (_, index) => (index % 2 === 0 ? book([id], 1, 2) : plan(id, 1, 2))),
  );
  expect(tries.filter((it) => it.status === 'fulfilled')).toHaveLength(1);
  for (const it of tries) if (it.status === 'rejected') expect(it.reason).toMatchObject({ code: 'CONFLICT' });
  expect(await member.db.machineBlock.count({ where: { machineId: id } })).toBe(1);
});

test('the constraint covers every kind of block, whoever writes it', async () => {
  const { id } = await makeMachine(member.db);
  await plan(id, 1, 2);
  const holdOver = { maintenance: null, hold: hour(4) };
  for (const kind of ['maintenance', 'hold'] as const) {
    const expiresAt = holdOver[kind];
    const insert = member.db.machineBlock.create({
      data: { machineId: id, kind, startsAt: hour(1.5), endsAt: hour(3), expiresAt },
    });
    await expect(insert.catch((error: unknown) => isExclusionViolation(error))).resolves.toBe(true);
  }
  const booked = member.db.machineBlock.create({
    data: { machineId: id, kind: 'booking', startsAt: hour(8), endsAt: hour(9) },
  });
  await expect(booked).rejects.toThrow(/machine_block_of_booking/);
});

test('a hold is told as one, and keeps nobody away once it is over, whether or not anybody noted it', async () => {
  const { id, name } = await makeMachine(member.db);
  const hold = await member.db.machineBlock.create({
    data: { machineId: id, kind: 'hold', startsAt: hour(1), endsAt: hour(2), expiresAt: hour(0.05) },
  });
  await expect(book([id], 1, 2)).rejects.toMatchObject({
    message: `${name} is being booked by somebody until 15:00 CET.`,
  });
  await member.db.machineBlock.update({ where: { id: hold.id }, data: { expiresAt: NOW } });
  await expect(book([id], 1, 2)).resolves.toMatchObject({ status: 'confirmed' });
});

test('a retired machine is not maintained', async () => {
  const { id, revision } = await makeMachine(member.db);
  await setMachineStatus(admin, { id, status: 'retired', revision });
  await expect(plan(id, 1, 2)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
});
