import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeBooking, makeLab, makeMachine } from '../../testing/factories.ts';
import { cancelBooking, createBooking, listNotices } from '../bookings/index.ts';
import { setMachineStatus } from '../inventory/index.ts';
import {
  cancelWindow,
  changeWindow,
  endSeries,
  extendAllSeries,
  listWindows,
  planSeries,
  previewSeries,
} from './index.ts';

const at = (iso: string) => new Date(iso);
const NOW = at('2026-10-12T10:00:00Z');

let member: TestContext;
let admin: TestContext;
let machineIds: string[];
beforeEach(async () => {
  const system = await makeTestContext({ now: NOW });
  await makeLab(system.db, { timeZone: 'Europe/Berlin' });
  member = await actingAs(system, 'member');
  admin = await actingAs(system, 'admin');
  machineIds = [(await makeMachine(system.db)).id, (await makeMachine(system.db)).id];
  // Of the tests before it, in the same lab.
  await system.db.maintenanceSeries.updateMany({ data: { endedAt: NOW } });
});

type Rule = Omit<Parameters<typeof planSeries>[1], 'id' | 'machineIds'>;
const rule = (changes: Partial<Rule> = {}): Rule => ({
  unit: 'weeks',
  every: 1,
  nthWeekday: null,
  startsOn: '2026-10-14',
  untilDate: null,
  localTime: '08:00',
  durationMinutes: 120,
  note: 'power test',
  ...changes,
});
const plan = (changes: Partial<Rule> = {}) =>
  planSeries(admin, { id: randomUUID(), machineIds, ...rule(changes) });
const starts = async (seriesId: string) =>
  (
    await admin.db.maintenanceWindow.findMany({
      where: { seriesId, cancelledAt: null },
      orderBy: { startsAt: 'asc' },
    })
  ).map((it) => it.startsAt.toISOString());

test('over both changes of the clocks it stays at eight, and comes once however often it is extended', async () => {
  const { id } = await plan();
  const first = await starts(id);
  expect(first.slice(0, 3)).toEqual([
    '2026-10-14T06:00:00.000Z',
    '2026-10-21T06:00:00.000Z',
    '2026-10-28T07:00:00.000Z',
  ]);
  expect(first.at(-1)).toBe('2027-01-06T07:00:00.000Z');
  await Promise.all([extendAllSeries(admin), extendAllSeries(member), extendAllSeries(admin)]);
  expect(await starts(id)).toEqual(first);
  member.clock.now = at('2027-03-20T10:00:00Z');
  await Promise.all([extendAllSeries(admin), extendAllSeries(member)]);
  const spring = (await starts(id)).filter((it) => it > '2027-03-20');
  expect(spring.slice(0, 3)).toEqual([
    '2027-03-24T07:00:00.000Z',
    '2027-03-31T06:00:00.000Z',
    '2027-04-07T06:00:00.000Z',
  ]);
  expect(
    await admin.db.machineBlock.count({
      where: { window: { seriesId: id, startsAt: { gt: at('2027-03-20') } } },
    }),
  ).toBe(2 * spring.length);
});

test('in the hour that the clocks skip or repeat it follows one rule, and keeps its length', async () => {
  member.clock.now = at('2027-03-01T10:00:00Z');
  const skipped = await plan({ startsOn: '2027-03-28', untilDate: '2027-03-28', localTime: '02:30' });
  expect(await starts(skipped.id)).toEqual(['2027-03-28T01:30:00.000Z']);
  member.clock.now = at('2026-10-12T10:00:00Z');
  const twice = await plan({ startsOn: '2026-10-25', untilDate: '2026-10-25', localTime: '02:30' });
  expect(await starts(twice.id)).toEqual(['2026-10-25T00:30:00.000Z']);
  const rows = await admin.db.maintenanceWindow.findMany({
    where: { seriesId: { in: [skipped.id, twice.id] } },
  });
  expect(rows.map((it) => it.endsAt.getTime() - it.startsAt.getTime())).toEqual([7_200_000, 7_200_000]);
});

test('the last Friday of months with and without a fifth one', async () => {
  const { id } = await plan({ unit: 'months', startsOn: '2026-10-30', nthWeekday: -1 });
  expect((await starts(id)).map((it) => it.slice(0, 10))).toEqual(['2026-10-30', '2026-11-27', '2026-12-25']);
});

test('a date called off stays so; ending the series takes what is ahead and leaves what was', async () => {
  const { id } = await plan();
  const windows = await admin.db.maintenanceWindow.findMany({
    where: { seriesId: id },
    orderBy: { startsAt: 'asc' },
  });
  await cancelWindow(admin, { id: windows[1]!.id });
  member.clock.now = at('2026-10-15T10:00:00Z');
  await extendAllSeries(admin);
  expect(await starts(id)).not.toContain('2026-10-21T06:00:00.000Z');
  await endSeries(admin, { id });
  await endSeries(admin, { id });
  await extendAllSeries(admin);
  expect(await starts(id)).toEqual(['2026-10-14T06:00:00.000Z']);
  expect(await admin.db.machineBlock.count({ where: { machineId: { in: machineIds } } })).toBe(2);
  expect(await admin.db.auditEntry.count({ where: { objectId: id } })).toBe(2);
});

test('who is in the way of a date is listed before, and asked when it is planned', async () => {
  const booking = await createBooking(member, {
    id: randomUUID(),
    machineIds: [machineIds[0]!],
    startsAt: at('2026-10-21T05:00:00Z'),
    endsAt: at('2026-10-21T07:00:00Z'),
    purpose: 'LoRA sweep',
  });
  const { note: _note, ...asked } = rule();
  const { dates } = await previewSeries(admin, { machineIds, ...asked });
  expect(dates.map((it) => it.inTheWay.length).slice(0, 3)).toEqual([0, 1, 0]);
  const { id } = await plan();
  expect(await listNotices(member, { limit: 10 })).toMatchObject([{ kind: 'asked', bookingId: booking.id }]);
  const { windows, series } = await listWindows(member, { limit: 100 });
  expect(series).toMatchObject([{ id, words: 'Every week, Wednesday', machines: [{}, {}] }]);
  expect(windows.filter((it) => it.inTheWay.length > 0)).toMatchObject([
    { startsAt: at('2026-10-21T06:00:00Z'), seriesWords: 'Every week, Wednesday' },
  ]);
});

test('other maintenance of that time keeps it, and the rest is planned', async () => {
  await plan({ startsOn: '2026-10-14', untilDate: '2026-10-14', durationMinutes: 60 });
  const { id } = await plan({ startsOn: '2026-10-14', untilDate: '2026-10-14' });
  const blocks = await admin.db.machineBlock.findMany({ where: { window: { seriesId: id } } });
  expect(blocks.map((it) => it.startsAt.toISOString())).toEqual(Array(2).fill('2026-10-14T07:00:00.000Z'));
});

test('what other maintenance kept is taken once that goes, or goes elsewhere', async () => {
  const windowOf = (seriesId: string) => admin.db.maintenanceWindow.findFirstOrThrow({ where: { seriesId } });
  const kept = await plan({ untilDate: '2026-10-14', durationMinutes: 60 });
  const { id } = await plan({ untilDate: '2026-10-14' });
  const first = await windowOf(kept.id);
  const blocks = () =>
    admin.db.machineBlock.findMany({
      where: { window: { seriesId: id }, machineId: machineIds[0]!, holds: true },
      orderBy: { startsAt: 'asc' },
    });
  expect(await blocks()).toMatchObject([{ startsAt: at('2026-10-14T07:00:00Z') }]);
  const range = { startsAt: at('2026-10-14T05:30:00Z'), endsAt: at('2026-10-14T06:30:00Z') };
  await changeWindow(admin, { id: first.id, machineIds, ...range, note: '', ways: [] });
  expect(await blocks()).toMatchObject([
    { startsAt: at('2026-10-14T06:30:00Z'), endsAt: at('2026-10-14T07:00:00Z') },
    { startsAt: at('2026-10-14T07:00:00Z') },
  ]);
  await cancelWindow(admin, { id: first.id });
  expect((await blocks())[0]).toMatchObject({ startsAt: at('2026-10-14T06:00:00Z') });
  await expect(
    createBooking(member, {
      id: randomUUID(),
      machineIds: [machineIds[0]!],
      startsAt: at('2026-10-14T06:10:00Z'),
      endsAt: at('2026-10-14T06:20:00Z'),
      purpose: 'between',
    }),
  ).rejects.toMatchObject({ code: 'CONFLICT' });
});

test('of as many machines as one plan takes, each waits for its own bookings however many they are', async () => {
  machineIds = [];
  for (let each = 0; each < 64; each += 1) machineIds.push((await makeMachine(admin.db)).id);
  const { id: personId } = member.actor as { id: string };
  const begin = at('2026-10-14T06:00:00Z').getTime();
  for (let each = 0; each < 32; each += 1) {
    const startsAt = new Date(begin + each * 3_600_000);
    const endsAt = new Date(startsAt.getTime() + 1_800_000);
    await makeBooking(admin.db, { machineIds, personId, startsAt, endsAt });
  }
  const { id } = await plan({ untilDate: '2026-10-14', durationMinutes: 32 * 60 });
  expect(await admin.db.machineBlock.count({ where: { window: { seriesId: id }, waits: true } })).toBe(2048);
}, 30_000);

test('of two series that wait for one booking each takes its own part when it is given back', async () => {
  const booking = await createBooking(member, {
    id: randomUUID(),
    machineIds: [machineIds[0]!],
    startsAt: at('2026-10-14T05:00:00Z'),
    endsAt: at('2026-10-14T09:00:00Z'),
    purpose: 'LoRA sweep',
  });
  const first = await plan({ untilDate: '2026-10-14' });
  const second = await plan({ untilDate: '2026-10-14', localTime: '07:30' });
  await cancelBooking(member, booking);
  const blocks = await admin.db.machineBlock.findMany({
    where: { machineId: machineIds[0]!, kind: 'maintenance' },
    include: { window: true },
    orderBy: { startsAt: 'asc' },
  });
  expect(blocks).toMatchObject([
    { holds: true, startsAt: at('2026-10-14T05:30:00Z'), window: { seriesId: second.id } },
    { holds: true, startsAt: at('2026-10-14T06:00:00Z'), window: { seriesId: first.id } },
  ]);
});

test('a retired machine has no more dates; when all are, the series is over', async () => {
  const retire = async (id: string) => {
    const { revision } = await admin.db.machine.findUniqueOrThrow({ where: { id } });
    await setMachineStatus(admin, { id, status: 'retired', revision });
  };
  const { id } = await plan();
  await retire(machineIds[0]!);
  expect((await listWindows(member, { limit: 100 })).series).toMatchObject([
    { machines: [{ id: machineIds[1] }] },
  ]);
  await retire(machineIds[1]!);
  member.clock.now = at('2026-11-15T10:00:00Z');
  await extendAllSeries(admin);
  expect(await admin.db.maintenanceSeries.findUnique({ where: { id } })).toMatchObject({
    endedAt: at('2026-11-15T10:00:00Z'),
  });
});

test.each([
  ['a first day in the past', { startsOn: '2026-10-11' }, 'The first day is in the past'],
  ['a last day before the first', { untilDate: '2026-10-13' }, 'The last day is before the first'],
  [
    'one that never comes',
    { unit: 'months', startsOn: '2026-10-14', nthWeekday: 1, untilDate: '2026-10-20' },
    'This never comes',
  ],
] as const)('%s is refused', async (_about, changes, message) => {
  await expect(plan(changes)).rejects.toMatchObject({ message: expect.stringContaining(message) });
});
