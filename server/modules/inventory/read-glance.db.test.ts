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
import { readGlance } from './index.ts';

const NOW = new Date('2026-03-01T00:30:00Z');
const before = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);

test('what the lab draws, has free and runs: a shared host once, simulated apart, the silent, the retired and the never joined not', async () => {
  const ctx = await makeTestContext({ role: 'viewer', now: NOW });
  const { db } = ctx;
  await makeLab(db);
  const facts = machineFacts({ hostId: 'one-host' });
  const read = (powerWatts: number, at: Date, more: Parameters<typeof makeMachine>[1]) =>
    makeMachine(db, { ...more, agent: { reading: newestReading({ at, powerWatts }) } });
  await read(100, NOW, { facts });
  const russet = await read(100, NOW, { facts });
  const anjou = await read(250, before(3), { simulated: true });
  await read(70, before(60), {});
  await read(999, NOW, { status: 'retired' });
  await makeMachine(db, { name: 'Never joined', agent: null, facts: null });
  const person = await makeUser(db);
  for (const [machine, simulated] of [
    [russet, false],
    [anjou, true],
  ] as const) {
    const booking = await makeBooking(db, {
      machineIds: [machine.id],
      personId: person.id,
      startsAt: before(60),
      endsAt: before(-60),
      simulated,
    });
    await makeSession(db, {
      bookingId: booking.id,
      startedById: person.id,
      machineIds: [machine.id],
      simulated,
    });
  }
  const glance = {
    powerWatts: 100,
    measuredMachines: 2,
    machines: 3,
    simulatedPowerWatts: 250,
    simulatedMachines: 1,
    freeMachines: 2,
    runningSessions: 1,
  };
  expect(await readGlance(ctx)).toEqual(glance);
  await makeMachine(db);
  expect(await readGlance(ctx)).toEqual(glance);
  ctx.bus.emit('machine.changed', { machineId: russet.id, revision: 2 });
  expect(await readGlance(ctx)).toEqual({ ...glance, machines: 4, freeMachines: 3 });
});

test('only for the lab', async () => {
  await expect(readGlance(await makeTestContext({ role: 'anonymous' }))).rejects.toMatchObject({
    code: 'UNAUTHORIZED',
  });
});
