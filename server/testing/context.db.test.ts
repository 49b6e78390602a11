import { expect, test } from 'vitest';
import { actingAs, makeTestContext } from './context.ts';
import { makeBooking, makeMachine } from './factories.ts';

test('the database itself refuses a machine that is booked twice, and back-to-back bookings touch freely', async () => {
  const ctx = await makeTestContext();
  const machine = await makeMachine(ctx.db);
  const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour));
  const book = (from: number, to: number) =>
    makeBooking(ctx.db, { machineIds: [machine.id], startsAt: at(from), endsAt: at(to) });
  await book(8, 10);
  await expect(book(9, 11)).rejects.toThrow(/machine_block_no_overlap/);
  await book(10, 12);
  await expect(book(15, 14)).rejects.toThrow(/starts_before_end/);
});

test('a context of a role acts as a stored person, and contexts made from it share clock and events', async () => {
  const ctx = await makeTestContext({ now: new Date('2026-01-01T00:00:00Z') });
  const viewer = await actingAs(ctx, 'viewer');
  expect(viewer.actor).toMatchObject({ kind: 'user', role: 'viewer' });
  ctx.clock.now = new Date('2026-01-02T00:00:00Z');
  expect(viewer.now()).toEqual(new Date('2026-01-02T00:00:00Z'));
  viewer.bus.emit('member.changed', { userId: 'u' });
  expect(ctx.events).toEqual([{ event: 'member.changed', payload: { userId: 'u' } }]);
});
