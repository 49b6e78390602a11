import { PgBoss } from 'pg-boss';
import type { Actor, ServiceContext } from '../context.ts';
import { backUpWhenDue } from '../modules/backups/index.ts';
import { rollUp } from '../modules/metrics/index.ts';
import { deliverDue } from '../modules/notifications/index.ts';
import { reportMailWriters } from '../modules/report-mail/index.ts';
import { tendWallMeters } from '../modules/wall-meters/index.ts';
import { FORMER_JOBS, type JobName, JOBS } from './catalog.ts';
import { createSweeps, TICK_MS } from './sweeps.ts';
import { startTicker } from './ticker.ts';

const ROLL_UP_EVERY_MS = 5000;
const POST_EVERY_MS = 2000;
const STOP_TIMEOUT_MS = 10_000;
const POLL_SECONDS = 2;
const CONNECTIONS = 3;

export type JobsRuntime = { stop(): Promise<void> };
const BACK_UP_LOOK_MS = 60_000;
type Options = {
  databaseUrl: string;
  makeContext(actor: Actor): ServiceContext;
  /** Read as a backup is made, and held nowhere. */
  secretToKeep?: () => string | null;
};

/**
 * Starts the portal's background work: jobs in the database (each run by one portal) and a light look every second
 * at what falls due, so that an end is seen within a second or two. `stop` waits for what is under way.
 */
export async function startJobs({
  databaseUrl,
  makeContext,
  secretToKeep = () => null,
}: Options): Promise<JobsRuntime> {
  const asJob = (name: string): ServiceContext => makeContext({ kind: 'system', name });
  const { logger } = asJob('jobs');
  const boss = new PgBoss({ connectionString: databaseUrl, schema: 'jobs', max: CONNECTIONS });
  boss.on('error', (error) => logger.error({ err: error }, 'the job queue had an error'));
  await boss.start();
  await dropFormerJobs(boss);
  for (const name of Object.keys(JOBS) as JobName[]) await serveJob(boss, name, () => asJob(name));

  const ticker = startTicker(createSweeps(asJob), logger, TICK_MS);
  const rollUps = { name: 'rollUp', run: () => rollUp(asJob('rollUp')) };
  const slowTicker = startTicker([rollUps], logger, ROLL_UP_EVERY_MS);
  // A plug may take seconds to answer, and keeps nothing else waiting.
  const plugs = { name: 'tendWallMeters', run: () => tendWallMeters(asJob('tendWallMeters')) };
  const plugTicker = startTicker([plugs], logger, TICK_MS);
  const stopping = new AbortController();
  const deliver = {
    name: 'deliverDue',
    run: () => deliverDue(asJob('deliverDue'), { stopping: stopping.signal, writers: reportMailWriters() }),
  };
  const postTicker = startTicker([deliver], logger, POST_EVERY_MS);
  const backUp = {
    name: 'backUpWhenDue',
    run: () =>
      backUpWhenDue(asJob('backUpWhenDue'), { databaseUrl, secret: secretToKeep(), signal: stopping.signal }),
  };
  const backUpTicker = startTicker([backUp], logger, BACK_UP_LOOK_MS);
  return {
    stop: async () => {
      // Mail and webhooks may take long to answer; what is cut off is sent by whoever comes next.
      stopping.abort();
      await Promise.all([
        ticker.stop(),
        slowTicker.stop(),
        plugTicker.stop(),
        postTicker.stop(),
        backUpTicker.stop(),
      ]);
      await boss.stop({ graceful: true, timeout: STOP_TIMEOUT_MS });
    },
  };
}

async function serveJob(boss: PgBoss, name: JobName, context: () => ServiceContext): Promise<void> {
  const { schema, cron, timeoutMs, retryLimit, load } = JOBS[name];
  // "short": at most one waits, so a slow job isn't followed by a queue of its own repeats.
  await boss.createQueue(name, { policy: 'short', expireInSeconds: timeoutMs / 1000, retryLimit });
  await boss.work(name, { pollingIntervalSeconds: POLL_SECONDS }, async (jobs) => {
    const handle = await load();
    for (const job of jobs) {
      const ctx = context();
      try {
        await handle(ctx, schema.parse(job.data));
      } catch (error) {
        ctx.logger.error({ job: name, jobId: job.id, err: error }, 'a job failed');
        throw error;
      }
    }
  });
  await boss.schedule(name, cron, null, { tz: 'UTC' });
}

/** Of earlier versions: a schedule that nobody works off would fill its queue for ever. */
async function dropFormerJobs(boss: PgBoss): Promise<void> {
  for (const name of FORMER_JOBS) {
    await boss.unschedule(name);
    await boss.deleteQueue(name);
  }
}
