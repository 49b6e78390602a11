import { beforeEach, expect, test } from 'vitest';
import { actingAs, makeTestContext, type TestContext, userIdOf } from '../../testing/context.ts';
import { agentModel, makeBooking, makeLab, makeMachine } from '../../testing/factories.ts';
import { startDueSessions } from './index.ts';
import { sessionIdOf } from './start-due-sessions.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const minute = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
let system: TestContext;
let personId: string;

beforeEach(async () => {
  system = await makeTestContext({ now: NOW });
  await makeLab(system.db);
  await system.db.booking.updateMany({ data: { autoStart: false } });
  const ines = await actingAs(system, 'member');
  personId = userIdOf(ines);
});

async function bookToStart(startModelId: string, from: number) {
  const machine = await makeMachine(system.db);
  system.agents.connected.add(machine.id);
  return makeBooking(system.db, {
    machineIds: [machine.id],
    personId,
    startsAt: minute(from),
    endsAt: minute(from + 120),
    startModelId,
    autoStart: true,
  });
}
const sessionsOf = (bookingId: string) => system.db.session.findMany({ where: { bookingId } });

test('the chosen model starts at the booking’s start, once, as its person, who is there with it', async () => {
  const booking = await bookToStart(agentModel().id, 5);
  await startDueSessions(system);
  expect(await sessionsOf(booking.id)).toEqual([]);
  system.clock.now = minute(5);
  await Promise.all([startDueSessions(system), startDueSessions(system)]);
  await startDueSessions(system);
  expect(await sessionsOf(booking.id)).toMatchObject([
    { id: sessionIdOf(booking.id), modelId: agentModel().id, startedById: personId },
  ]);
  const row = await system.db.booking.findUniqueOrThrow({ where: { id: booking.id } });
  expect(row.checkedInAt).toEqual(minute(5));
});

test('what can not start is told once, tried again, and left alone after ten minutes', async () => {
  const booking = await bookToStart('no/such-model', 0);
  await startDueSessions(system);
  await startDueSessions(system);
  const told = await system.db.notification.findMany({ where: { personId } });
  expect(told).toMatchObject([{ kind: 'booking.start_failed', link: `/bookings/${booking.id}` }]);
  expect(told[0]!.text).toContain('No machine of this booking holds a model no/such-model.');
  await system.db.booking.update({ where: { id: booking.id }, data: { startModelId: agentModel().id } });
  system.clock.now = minute(10);
  await startDueSessions(system);
  expect(await sessionsOf(booking.id)).toEqual([]);
  system.clock.now = minute(9);
  await startDueSessions(system);
  expect(await sessionsOf(booking.id)).toHaveLength(1);
});
