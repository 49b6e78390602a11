import { expect, test } from 'vitest';
import { actingAs, makeTestContext } from '../../testing/context.ts';
import { makeBooking, makeLab, makeMachine } from '../../testing/factories.ts';
import { preflightDueBookings } from './index.ts';
import { readAhead } from './preflight-due-bookings.ts';

const MINUTE_MS = 60_000;

test('whose Macs are kept out or cordoned is told so before the booking begins, once', async () => {
  const system = await makeTestContext();
  await makeLab(system.db);
  const member = await actingAs(system, 'member');
  const personId = member.actor.kind === 'user' ? member.actor.id : '';
  const machines = [
    await makeMachine(system.db, {
      quarantinedAt: new Date(),
      quarantineReason: 'gpu_wedged',
      quarantineDetail: 'Its GPU was busy at 12 W for 8 s.',
    }),
    await makeMachine(system.db, { cordonedAt: new Date(), cordonedBy: 'Ines', cordonReason: 'Fan rattles' }),
    await makeMachine(system.db),
  ];
  for (const it of machines) system.agents.connected.add(it.id);
  const booking = await makeBooking(system.db, {
    personId,
    machineIds: machines.map((it) => it.id),
    startsAt: new Date(Date.now() + 5 * MINUTE_MS),
    endsAt: new Date(Date.now() + 65 * MINUTE_MS),
  });
  await preflightDueBookings(system);
  await preflightDueBookings(system);
  const { preflight } = await readAhead(member, { bookingId: booking.id });
  const check = preflight!.checks.find((it) => it.code === 'MACHINES_READY')!;
  expect(check).toMatchObject({ state: 'fail', blocks: true });
  expect(check.evidence).toContain('Its GPU was busy at 12 W for 8 s');
  expect(check.evidence).toContain('cordoned by Ines (Fan rattles)');
  const told = await system.db.notification.findMany({ where: { personId, kind: 'booking.preflight' } });
  expect(told).toHaveLength(1);
  expect(told[0]!.text).toContain('cordoned by Ines (Fan rattles)');
  // Another of them in its place, and a later start: both are looked at anew.
  const { id: bookingId } = booking;
  const lookedAt = async () =>
    (await readAhead(member, { bookingId })).preflight!.checks.find((it) => it.code === 'MACHINES_READY');
  await system.db.machineBlock.deleteMany({ where: { bookingId, machineId: machines[0]!.id } });
  await preflightDueBookings(system);
  expect((await lookedAt())!.evidence).not.toContain('Its GPU was busy');
  await system.db.machine.update({ where: { id: machines[1]!.id }, data: { cordonedAt: null } });
  await preflightDueBookings(system);
  expect((await lookedAt())!.state).toBe('fail');
  const startsAt = new Date(Date.now() + 8 * MINUTE_MS);
  await system.db.booking.update({ where: { id: bookingId }, data: { startsAt } });
  await preflightDueBookings(system);
  expect((await lookedAt())!.state).not.toBe('fail');
});
