import { beforeEach, describe, expect, test } from 'vitest';
import { actingAs, makeTestContext, type TestContext, userIdOf } from '../../testing/context.ts';
import { makeBooking, makeLab, makeMachine, makeRule, makeSession } from '../../testing/factories.ts';
import {
  checkIn,
  getBooking,
  keepBooking,
  offerReplacements,
  replaceMachine,
  tendBookings,
} from './index.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const minute = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
let system: TestContext;
let ines: TestContext;
let personId: string;

beforeEach(async () => {
  system = await makeTestContext({ now: NOW });
  // What earlier tests left is over.
  await system.db.machineBlock.deleteMany();
  await system.db.booking.updateMany({ data: { status: 'ended' } });
  await makeLab(system.db, { timeZone: 'Europe/Berlin' });
  ines = await actingAs(system, 'member');
  personId = userIdOf(ines);
});

const at = (minutes: number): void => void (system.clock.now = minute(minutes));
const words = async () =>
  (
    await system.db.notification.findMany({
      where: { personId },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    })
  ).map((it) => [it.kind, it.title.replaceAll('\u202f', ' ')]);
const book = (machineIds: string[], from: number, to: number) =>
  makeBooking(system.db, {
    machineIds,
    personId,
    startsAt: minute(from),
    endsAt: minute(to),
    purpose: 'Proof search',
  });
/** As two portals do at one moment. */
const lookTwice = () => Promise.all([tendBookings(system), tendBookings(system)]);

test('it is reminded of the start and warned of the end, each once, however many portals look', async () => {
  const { id } = await makeMachine(system.db);
  await book([id], 60, 120);
  for (const minutes of [0, 30, 104, 105, 106, 115, 119, 120]) {
    at(minutes);
    await lookTwice();
  }
  expect(await words()).toEqual([
    ['booking.reminder', '“Proof search” begins at 14:00 CET'],
    ['booking.ending', '“Proof search” ends at 15:00 CET'],
    ['booking.ending', '“Proof search” ends at 15:00 CET'],
    ['booking.ending', '“Proof search” ends at 15:00 CET'],
  ]);
});

describe('nobody came', () => {
  test('the machines go back, the person is told, and it stands in the record', async () => {
    await makeRule(system.db, 'no_show', { minutes: 30, billed: true });
    const { id: machineId } = await makeMachine(system.db);
    const booking = await book([machineId], 0, 240);
    at(29);
    await lookTwice();
    expect(await getBooking(ines, booking)).toMatchObject({ status: 'confirmed' });
    at(30);
    await lookTwice();
    expect(await getBooking(ines, booking)).toMatchObject({
      status: 'ended',
      endReason: 'no_show',
      endedAt: minute(30),
    });
    expect(await system.db.machineBlock.count({ where: { bookingId: booking.id, holds: true } })).toBe(0);
    expect((await words()).map(([kind]) => kind)).toEqual(['booking.no_show']);
    expect(
      await system.db.auditEntry.count({ where: { objectId: booking.id, action: 'booking.release' } }),
    ).toBe(1);
  });

  test('who checked in keeps it; before a quarter of an hour ahead one can not', async () => {
    await makeRule(system.db, 'no_show', { minutes: 30, billed: true });
    const { id: machineId } = await makeMachine(system.db);
    const booking = await book([machineId], 60, 240);
    await expect(checkIn(ines, booking)).rejects.toMatchObject({
      message: 'One checks in from 13:45 CET on.',
    });
    at(45);
    await expect(checkIn(ines, booking)).resolves.toMatchObject({ checkedInAt: minute(45) });
    at(50);
    await expect(checkIn(ines, booking)).resolves.toMatchObject({ checkedInAt: minute(45) });
    at(95);
    await lookTwice();
    expect(await getBooking(ines, booking)).toMatchObject({ status: 'confirmed' });
    const stranger = await actingAs(system, 'admin');
    await expect(checkIn(stranger, booking)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

test('idle machines are asked about, kept when wanted, and given back with what runs on them', async () => {
  await makeRule(system.db, 'idle', { minutes: 60, graceMinutes: 10 });
  const { id: machineId } = await makeMachine(system.db);
  const booking = await book([machineId], 0, 480);
  await makeSession(system.db, {
    bookingId: booking.id,
    startedById: personId,
    machineIds: [machineId],
    state: 'ready',
    readyAt: minute(5),
  });
  at(64);
  await lookTwice();
  expect(await words()).toEqual([]);
  at(65);
  await lookTwice();
  expect(await words()).toEqual([['booking.idle', 'Do you still need “Proof search”?']]);
  expect(await getBooking(ines, booking)).toMatchObject({ idleAskedAt: minute(65) });
  at(70);
  expect(await keepBooking(ines, booking)).toMatchObject({ idleAskedAt: null });
  at(80);
  await lookTwice();
  expect(await getBooking(ines, booking)).toMatchObject({ status: 'confirmed' });
  at(130);
  await lookTwice();
  at(140);
  await lookTwice();
  expect(await getBooking(ines, booking)).toMatchObject({ status: 'ended', endReason: 'idle' });
  expect(system.events).toContainEqual({
    event: 'booking.over',
    payload: { bookingId: booking.id, reason: 'booking_ended' },
  });
});

describe('a machine that went away', () => {
  const bytes = (gigabytes: number) => BigInt(gigabytes * 1e9);
  const lose = (machineId: string) =>
    system.db.agent.update({ where: { machineId }, data: { state: 'lost' } });

  test('marks what runs and what begins soon, tells once, and is forgotten when it is back', async () => {
    const [gone, stays] = [await makeMachine(system.db), await makeMachine(system.db)];
    const running = await book([gone.id, stays.id], -60, 240);
    const later = await book([gone.id], 600, 700);
    await lose(gone.id);
    await lookTwice();
    await lookTwice();
    expect(await getBooking(ines, running)).toMatchObject({
      degradedSince: NOW,
      missingMachineIds: [gone.id],
    });
    expect(await getBooking(ines, later)).toMatchObject({ degradedSince: null });
    expect(await words()).toEqual([['booking.degraded', `${gone.name} went away`]]);
    await system.db.agent.update({ where: { machineId: gone.id }, data: { state: 'online' } });
    await lookTwice();
    expect(await getBooking(ines, running)).toMatchObject({ degradedSince: null, missingMachineIds: [] });
  });

  test('another of its kind takes its place from now on, and nobody gets it twice', async () => {
    const kind = { catalogId: 'mac-studio-2025' };
    const gone = await makeMachine(system.db, { ...kind, memoryBytes: bytes(512) });
    const same = await makeMachine(system.db, { ...kind, memoryBytes: bytes(512) });
    const busy = await makeMachine(system.db, { ...kind, memoryBytes: bytes(512) });
    const silent = await makeMachine(system.db, { ...kind, agent: { state: 'lost' } });
    await book([busy.id], 30, 60);
    const booking = await book([gone.id], -60, 240);
    await lose(gone.id);
    await tendBookings(system);
    const offers = await offerReplacements(ines, { id: booking.id, machineId: gone.id, limit: 10 });
    const offered = offers.map((it) => it.id);
    expect(offers[0]).toMatchObject({ isSameModel: true });
    expect(offered).toContain(same.id);
    expect(offered).not.toContain(busy.id);
    expect(offered).not.toContain(silent.id);
    const input = { id: booking.id, revision: 1, machineId: gone.id };
    await expect(replaceMachine(ines, { ...input, withMachineId: busy.id })).rejects.toMatchObject({
      message: 'Somebody took that machine meanwhile. Choose another.',
    });
    const healed = await replaceMachine(ines, { ...input, withMachineId: same.id });
    expect(healed).toMatchObject({
      machines: [{ id: same.id }],
      degradedSince: null,
      missingMachineIds: [],
    });
    const [block] = await system.db.machineBlock.findMany({ where: { bookingId: booking.id } });
    expect(block).toMatchObject({ machineId: same.id, startsAt: NOW, endsAt: minute(240), holds: true });
  });

  test('who gets another machine from an admin is told which', async () => {
    const [gone, other] = [await makeMachine(system.db), await makeMachine(system.db)];
    const booking = await book([gone.id], 30, 90);
    const admin = await actingAs(ines, 'admin');
    const input = { id: booking.id, revision: 1, machineId: gone.id, withMachineId: other.id };
    await replaceMachine(admin, input);
    const told = await system.db.notification.findMany({
      where: { dedupeKey: { startsWith: `booking.changed ${booking.id}` } },
    });
    expect(told).toMatchObject([
      {
        personId: userIdOf(ines),
        text: `${admin.actor.name} gave it ${other.name} in the place of ${gone.name}.`,
      },
    ]);
  });
});
