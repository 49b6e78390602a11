import pg from 'pg';
import { expect, test } from 'vitest';
import { actingAs, makeTestContext } from '../../testing/context.ts';
import { waitingForLocks } from '../../testing/database.ts';
import { makeBooking, makeLab, makeMachine, makeSession } from '../../testing/factories.ts';
import { endSession } from './index.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const LATER = new Date('2026-11-24T12:00:30Z');

test('a session changes its state when its row is free, not when that was asked for', async () => {
  const system = await makeTestContext({ now: NOW });
  await makeLab(system.db);
  const ctx = await actingAs(system, 'member');
  const personId = ctx.actor.kind === 'user' ? ctx.actor.id : '';
  const machineIds = [(await makeMachine(ctx.db)).id];
  const booking = await makeBooking(ctx.db, { personId, machineIds });
  const { id } = await makeSession(ctx.db, { bookingId: booking.id, startedById: personId, machineIds });
  const other = new pg.Client({ connectionString: process.env.DATABASE_URL! });
  await other.connect();
  await other.query('BEGIN');
  await other.query('SELECT FROM "Session" WHERE id = $1 FOR NO KEY UPDATE', [id]);
  const ending = endSession(ctx, { id });
  await expect.poll(() => waitingForLocks(ctx.db)).toBe(1);
  ctx.clock.now = LATER;
  await other.query('COMMIT');
  await other.end();
  expect((await ending).stateSince).toEqual(LATER);
  const [change] = await ctx.db.sessionStateChange.findMany({
    where: { sessionId: id },
    orderBy: { at: 'desc' },
  });
  expect(change!.at).toEqual(LATER);
});
