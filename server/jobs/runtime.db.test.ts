import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { afterEach, describe, expect, test } from 'vitest';
import { makeTestContext, type TestContext } from '../testing/context.ts';
import { makeBooking, makeMachine } from '../testing/factories.ts';
import { FORMER_JOBS, JOBS } from './catalog.ts';
import { type JobsRuntime, startJobs } from './runtime.ts';

const databaseUrl = process.env.DATABASE_URL!;
let running: JobsRuntime[] = [];
afterEach(async () => {
  await Promise.all(running.map((it) => it.stop()));
  running = [];
});

async function start(ctx: TestContext): Promise<JobsRuntime> {
  const jobs = await startJobs({ databaseUrl, makeContext: (actor) => ({ ...ctx, actor }) });
  running.push(jobs);
  return jobs;
}
async function query<T extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<T>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

describe('background work', () => {
  test('ends a booking soon after its end, once, with two portals running', async () => {
    const ctx = await makeTestContext();
    await start(ctx);
    await start(ctx);
    const machine = await makeMachine(ctx.db);
    const endsAt = new Date(Date.now() + 1500);
    const booking = await makeBooking(ctx.db, { machineIds: [machine.id], endsAt });
    const over = () =>
      ctx.events.filter((it) => it.event === 'booking.over' && it.payload.bookingId === booking.id);
    await expect.poll(() => over().length, { timeout: 10_000 }).toBe(1);
    expect(await ctx.db.booking.findUnique({ where: { id: booking.id } })).toMatchObject({ status: 'ended' });
    expect(over()).toHaveLength(1);
  });

  test('schedules every job and drops those of an earlier version', async () => {
    const ctx = await makeTestContext();
    const boss = new PgBoss({ connectionString: databaseUrl, schema: 'jobs', max: 1 });
    await boss.start();
    for (const name of FORMER_JOBS) {
      await boss.createQueue(name);
      await boss.schedule(name, '* * * * *');
      await boss.send(name, null, { startAfter: 3600 });
    }
    await boss.stop();
    await start(ctx);
    const schedules = await query<{ name: string }>('SELECT name FROM jobs.schedule ORDER BY name');
    expect(schedules.map((it) => it.name)).toEqual(Object.keys(JOBS).toSorted());
    expect(await query('SELECT name FROM jobs.job WHERE name = ANY($1)', [[...FORMER_JOBS]])).toEqual([]);
  });

  test('what fell due while no portal ran is ended by the next one', async () => {
    const ctx = await makeTestContext();
    const machine = await makeMachine(ctx.db);
    const [startsAt, endsAt] = [new Date('2026-01-01T10:00:00Z'), new Date('2026-01-01T12:00:00Z')];
    const booking = await makeBooking(ctx.db, { machineIds: [machine.id], startsAt, endsAt });
    await start(ctx);
    const status = async () => (await ctx.db.booking.findUniqueOrThrow({ where: { id: booking.id } })).status;
    await expect.poll(status, { timeout: 10_000 }).toBe('ended');
  });

  test('a job in the queue is run, and done when the runtime has stopped', async () => {
    const ctx = await makeTestContext();
    const jobs = await start(ctx);
    const days = () => query('SELECT FROM pg_inherits WHERE inhparent = \'"ReadingChunk"\'::regclass');
    expect(await days()).toHaveLength(0);
    await query(
      "INSERT INTO jobs.job (name, policy) SELECT name, policy FROM jobs.queue WHERE name = 'metrics.prune-readings'",
    );
    await expect.poll(async () => (await days()).length, { timeout: 15_000 }).toBe(4);
    await jobs.stop();
    running = [];
    const states = await query<{ state: string }>(
      "SELECT state FROM jobs.job WHERE name = 'metrics.prune-readings'",
    );
    expect(states.map((it) => it.state)).toEqual(['completed']);
  });
});
