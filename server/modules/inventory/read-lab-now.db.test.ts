import { expect, test } from 'vitest';
import { makeTestContext } from '../../testing/context.ts';
import {
  machineFacts,
  makeBooking,
  makeLab,
  makeMachine,
  makeSession,
  makeUser,
  newestReading,
} from '../../testing/factories.ts';
import { makeReadings } from '../../testing/readings.ts';
import { readLabNow } from './index.ts';

// 01:30 in Berlin, 00:30 UTC: the lab's day began at 23:00 UTC.
const NOW = new Date('2026-03-01T00:30:00Z');
const before = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);

test('real and simulated apart, a shared host once, today by the lab’s own clock', async () => {
  const ctx = await makeTestContext({ role: 'viewer', now: NOW });
  const { db } = ctx;
  await makeLab(db, { timeZone: 'Europe/Berlin' });
  const facts = machineFacts({ hostId: 'one-host' });
  const [pippin, russet] = [
    await makeMachine(db, { name: 'Pippin', facts }),
    await makeMachine(db, { name: 'Russet', facts }),
  ];
  const newest = (machineId: string, reading: Parameters<typeof newestReading>[0]) =>
    db.agent.update({ where: { machineId }, data: { reading: newestReading(reading) } });
  const away = await makeMachine(db, { name: 'Away', agent: { state: 'lost' } });
  const anjou = await makeMachine(db, { name: 'Anjou', simulated: true });
  await makeMachine(db, { name: 'Gone', status: 'retired' });
  // Two agents read the same meter: 100 W over the lab's day so far, and 100 W the hour before it.
  for (const { id } of [pippin, russet]) {
    await makeReadings(ctx, { machineId: id, from: before(9000), seconds: 9000 });
    await newest(id, { at: NOW, powerWatts: 100 });
  }
  await makeReadings(ctx, { machineId: anjou.id, from: before(1800), seconds: 1800, watts: () => 250 });
  await newest(anjou.id, { at: NOW, powerWatts: 250, powerSource: 'simulated' });
  await newest(away.id, { at: before(3600), powerWatts: 70 });

  const person = await makeUser(db);
  for (const [machine, simulated] of [
    [russet, false],
    [anjou, true],
  ] as const) {
    const booking = await makeBooking(db, {
      machineIds: [machine.id],
      personId: person.id,
      startsAt: before(3600),
      endsAt: before(-3600),
      simulated,
    });
    const session = await makeSession(db, {
      bookingId: booking.id,
      startedById: person.id,
      machineIds: [machine.id],
      simulated,
    });
    await answer(session, before(600), 40);
    await answer(session, before(7200), 1000);
  }

  expect(await readLabNow(ctx)).toEqual({
    powerWatts: 100,
    measuredMachines: 2,
    machines: 3,
    freeMachines: 1,
    energyTodayJoules: 540_000,
    energyTodayCoverage: 0.5,
    tokensToday: 40,
    runningSessions: 1,
    simulatedPowerWatts: 250,
    simulatedMachines: 1,
    simulated: {
      energyTodayJoules: 450_000,
      energyTodayCoverage: expect.closeTo(1 / 3, 3),
      tokensToday: 40,
      runningSessions: 1,
    },
  });

  async function answer(session: { id: string; epoch: number }, endedAt: Date, completionTokens: number) {
    const id = `${session.id}-${completionTokens}`.slice(-60);
    await db.generation.create({
      data: {
        id,
        sessionId: session.id,
        epoch: session.epoch,
        requestedById: person.id,
        state: 'completed',
        maxTokens: 1000,
        endedAt,
        completionTokens,
      },
    });
  }
});

test('an empty lab knows nothing and says so', async () => {
  const ctx = await makeTestContext({ role: 'viewer' });
  await ctx.db.machine.deleteMany({ where: { blocks: { none: {} } } });
  await ctx.db.generation.deleteMany();
  await ctx.db.sessionRank.deleteMany();
  await ctx.db.session.deleteMany();
  await ctx.db.booking.deleteMany();
  await ctx.db.machine.deleteMany();
  expect(await readLabNow(ctx)).toMatchObject({
    powerWatts: null,
    machines: 0,
    energyTodayJoules: null,
    energyTodayCoverage: null,
    tokensToday: 0,
    simulatedPowerWatts: null,
  });
});
