import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { waitingForLocks } from '../../testing/database.ts';
import { makeBooking, makeLab, makeMachine, makeMaintenance, makeUser } from '../../testing/factories.ts';
import { planMaintenance } from '../maintenance/index.ts';
import { createBooking } from './index.ts';

/*
 * Whoever waits for a machine gets it from when it was free, not from when they asked: no two have it at the same
 * moment, by the times that reports count.
 */
const NOW = new Date('2026-11-24T12:00:00Z');
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

let ctx: TestContext;
let other: pg.Client;
let machineId: string;
beforeEach(async () => {
  const system = await makeTestContext({ now: NOW });
  await makeLab(system.db);
  ctx = await actingAs(system, 'admin');
  machineId = (await makeMachine(ctx.db)).id;
  other = new pg.Client({ connectionString: process.env.DATABASE_URL! });
  await other.connect();
});
afterEach(() => other.end());

const WAYS: Record<string, () => Promise<{ startsAt: Date }>> = {
  booking: () =>
    createBooking(ctx, {
      id: randomUUID(),
      machineIds: [machineId],
      startsAt: later(-60),
      endsAt: later(3600),
      purpose: 'A test',
    }),
  maintenance: () => planMaintenance(ctx, { machineId, startsAt: later(-60), endsAt: later(3600), note: '' }),
};

const untilSomebodyWaits = async (): Promise<void> => {
  await expect.poll(() => waitingForLocks(ctx.db)).toBeGreaterThan(0);
};

/** What holds the machine until somebody gives it back; `end` writes that, as any portal does. */
async function holder(kind: 'booking' | 'maintenance') {
  const times = { startsAt: later(-1800), endsAt: later(1800) };
  if (kind === 'maintenance') {
    const { id } = await makeMaintenance(ctx.db, { machineId, ...times });
    return (at: Date) =>
      other.query('UPDATE "MachineBlock" SET holds = false, "endsAt" = $2 WHERE id = $1', [id, at]);
  }
  const { id: personId } = await makeUser(ctx.db);
  const { id } = await makeBooking(ctx.db, { machineIds: [machineId], personId, ...times });
  return async (at: Date) => {
    await other.query(`UPDATE "Booking" SET status = 'ended', "endedAt" = $2 WHERE id = $1`, [id, at]);
    await other.query('UPDATE "MachineBlock" SET holds = false WHERE "bookingId" = $1', [id]);
  };
}

describe.each(Object.keys(WAYS))('a %s', (way) => {
  test.each([
    ['booking', 'the clock goes on', 5],
    ['maintenance', 'the clock goes on', 5],
    ['booking', 'this portal’s clock is behind', 0],
    ['maintenance', 'this portal’s clock is behind', 0],
  ] as const)('begins when the %s before it has ended: %s', async (kind, _, seconds) => {
    const end = await holder(kind);
    await other.query('BEGIN');
    await other.query('LOCK TABLE "MachineBlock" IN ACCESS EXCLUSIVE MODE');
    const taking = WAYS[way]!();
    await untilSomebodyWaits();
    const endedAt = later(4);
    ctx.clock.now = later(seconds);
    await end(endedAt);
    await other.query('COMMIT');
    expect((await taking).startsAt).toEqual(seconds > 0 ? later(seconds) : endedAt);
  });

  test('begins when the machine’s row is free', async () => {
    await other.query('BEGIN');
    await other.query('SELECT FROM "Machine" WHERE id = $1 FOR NO KEY UPDATE', [machineId]);
    const taking = WAYS[way]!();
    await untilSomebodyWaits();
    ctx.clock.now = later(30);
    await other.query('COMMIT');
    expect((await taking).startsAt).toEqual(later(30));
  });

  test('is told when its start has passed while it waited', async () => {
    await other.query('BEGIN');
    await other.query('SELECT FROM "Machine" WHERE id = $1 FOR NO KEY UPDATE', [machineId]);
    const taking = WAYS[way]!();
    void taking.catch(() => {});
    await untilSomebodyWaits();
    ctx.clock.now = later(61);
    await other.query('COMMIT');
    await expect(taking).rejects.toMatchObject({ code: 'VALIDATION', details: { reason: 'past' } });
  });
});
