import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { makeTestContext, type TestContext } from '../testing/context.ts';
import { makeBooking, makeMachine, makeSample } from '../testing/factories.ts';
import { JOBS } from './catalog.ts';
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

  test('schedules every job, and one at the very end of a new booking', async () => {
    const ctx = await makeTestContext();
    await start(ctx);
    const schedules = await query<{ name: string }>('SELECT name FROM jobs.schedule ORDER BY name');
    expect(schedules.map((it) => it.name)).toEqual(Object.keys(JOBS).toSorted());
    const machine = await makeMachine(ctx.db);
    const booking = await makeBooking(ctx.db, {
      machineIds: [machine.id],
      endsAt: new Date(Date.now() + 3_600_000),
    });
    for (let time = 0; time < 2; time += 1)
      ctx.bus.emit('booking.changed', { bookingId: booking.id, revision: 1 });
    const waiting = () =>
      query<{ start_after: Date }>('SELECT start_after FROM jobs.job WHERE singleton_key = $1', [booking.id]);
    await expect.poll(waiting, { timeout: 10_000 }).toEqual([{ start_after: booking.endsAt }]);
  });

  test('a job in the queue is run, and done when the runtime has stopped', async () => {
    const ctx = await makeTestContext();
    const jobs = await start(ctx);
    const machine = await makeMachine(ctx.db);
    await makeSample(ctx.db, { machineId: machine.id, seq: 1, at: new Date('2020-01-01') });
    await query(
      "INSERT INTO jobs.job (name, policy) SELECT name, policy FROM jobs.queue WHERE name = 'metrics.prune-samples'",
    );
    await expect
      .poll(() => ctx.db.sample.count({ where: { machineId: machine.id } }), { timeout: 15_000 })
      .toBe(0);
    await jobs.stop();
    running = [];
    const states = await query<{ state: string }>(
      "SELECT state FROM jobs.job WHERE name = 'metrics.prune-samples'",
    );
    expect(states.map((it) => it.state)).toEqual(['completed']);
  });
});
