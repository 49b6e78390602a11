import { beforeEach, expect, test } from 'vitest';
import { actingAs, makeTestContext, type TestContext, userIdOf } from '../../testing/context.ts';
import { agentModel, makeBooking, makeLab, makeMachine } from '../../testing/factories.ts';
import { getIncident } from '../incidents/index.ts';
import { startDueSessions, startFailedAgain } from './index.ts';
import { nameBased } from './start-due-sessions.ts';

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
    { id: nameBased(`session of booking ${booking.id}`), modelId: agentModel().id, startedById: personId },
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

test('after a failure that passes it starts again, later each time; one that ended it by hand is left alone', async () => {
  const booking = await bookToStart(agentModel().id, 0);
  await startDueSessions(system);
  const newest = () =>
    system.db.session.findFirstOrThrow({ where: { bookingId: booking.id }, orderBy: { createdAt: 'desc' } });
  const fail = async (cause: string) => {
    const { id } = await newest();
    await system.db.session.update({ where: { id }, data: { state: 'failed' } });
    await system.db.sessionRank.updateMany({ where: { sessionId: id }, data: { state: 'exited' } });
    const noticedAt = system.now();
    const about = { simulated: false, certainty: 'likely', phase: 'answering', startedAt: noticedAt };
    return system.db.incident.create({ data: { ...about, sessionId: id, cause, noticedAt } });
  };
  const at = (seconds: number) => (system.clock.now = new Date(NOW.getTime() + seconds * 1000));
  const count = async () => (await sessionsOf(booking.id)).length;
  const reader = await actingAs(system, 'member');

  const first = await fail('agent_restarted');
  expect(await getIncident(reader, first)).toMatchObject({ again: { attempt: 1, of: 3 }, next: null });
  at(14);
  await startFailedAgain(system);
  expect(await count()).toBe(1);
  at(15);
  await Promise.all([startFailedAgain(system), startFailedAgain(system)]);
  await startFailedAgain(system);
  expect(await count()).toBe(2);
  expect(await newest()).toMatchObject({ startedById: personId, modelId: agentModel().id });
  expect(await getIncident(reader, first)).toMatchObject({
    again: null,
    next: { sessionId: (await newest()).id },
  });

  await fail('agent_restarted');
  at(15 + 59);
  await startFailedAgain(system);
  expect(await count()).toBe(2);
  at(15 + 60);
  await startFailedAgain(system);
  expect(await count()).toBe(3);
  await system.db.session.update({ where: { id: (await newest()).id }, data: { state: 'ended' } });
  await system.db.sessionRank.updateMany({ data: { state: 'exited' } });
  at(600);
  await startFailedAgain(system);
  expect(await count()).toBe(3);
});

test('a failure that needs a person is not started again, and its incident says so', async () => {
  const booking = await bookToStart(agentModel().id, 0);
  await startDueSessions(system);
  const [session] = await sessionsOf(booking.id);
  await system.db.session.update({ where: { id: session!.id }, data: { state: 'failed' } });
  const noticedAt = NOW;
  const about = { simulated: false, certainty: 'known', phase: 'loading', startedAt: noticedAt };
  const incident = await system.db.incident.create({
    data: { ...about, sessionId: session!.id, cause: 'disk_full', noticedAt },
  });
  system.clock.now = minute(5);
  await startFailedAgain(system);
  expect(await sessionsOf(booking.id)).toHaveLength(1);
  const { again } = await getIncident(await actingAs(system, 'member'), incident);
  expect(again).toMatch(/not started again by itself/);
});
