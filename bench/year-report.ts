/**
 * A lab of 50 machines after a year: how long its reports take (through the router, as a page asks for them) and the
 * processor seconds of the portal and of Postgres in one, which tell of a busy machine too; the queries of its pages, and the longest time in which the portal answered nobody while a year's report and its CSV
 * were made. Then the year's sums by other ways (`lib/sums-agree.ts`): one that differs by a joule, a cent or a token
 * ends it with an error. The database is made by a few large statements and goes with the bench (about 4 GB on disk).
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { ServiceContext } from '../server/context.ts';
import { UseGrouping } from '../shared/schemas/use-report.ts';
import type { Database } from '../server/db.ts';
import { packMonths } from '../server/modules/metrics/index.ts';
import { streamUsageCsv } from '../server/modules/reports/index.ts';
import { createCallerFactory } from '../server/trpc/init.ts';
import { appRouter } from '../server/trpc/root.ts';
import { familyCpuMs } from './cpu-times.ts';
import { makeContext } from './lib/context.ts';
import { withBenchDatabase } from './lib/database.ts';
import { fillYear, YEAR } from './lib/fill-year.ts';
import { quantile } from './lib/quantile.ts';
import { type Agreement, compareSums } from './lib/sums-agree.ts';

const DAY_MS = 86_400_000;
const RUNS = { month: 24, year: 24, use: 24, csv: 12, pages: 20 };
const callerOf = createCallerFactory(appRouter);
type Caller = ReturnType<typeof callerOf>;

async function main(): Promise<void> {
  const figures = await withBenchDatabase(
    async (db, postgres) => {
      const to = new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS);
      const startedMs = performance.now();
      const { from, viewerId } = await fillYear(db, to);
      // As the job of each day has done by then.
      await packMonths(makeContext(db, { kind: 'system', name: 'bench' }));
      const fillS = seconds(performance.now() - startedMs);
      console.log(`A year of ${YEAR.machines} machines was made in ${fillS} s.`);
      return measure(db, { from, to, viewerId, fillS, postgresPid: postgres.pid });
    },
    { isDurable: false },
  );
  // After the last word of connections that the end of Postgres cuts.
  console.log(JSON.stringify({ bench: 'year-report', ...figures }));
  if (figures.sumsAgree.differing.length > 0) process.exitCode = 1;
}

type Lab = { from: Date; to: Date; viewerId: string; fillS: number; postgresPid: number };

async function measure(db: Database, lab: Lab): Promise<Record<string, unknown> & { sumsAgree: Agreement }> {
  const context = (now?: Date): ServiceContext =>
    makeContext(
      db,
      { kind: 'user', id: lab.viewerId, name: 'Bench', role: 'member', teamId: null },
      now && (() => now),
    );
  const ask = (): Caller => callerOf(context());
  const month = (run: number) => {
    const from = new Date(lab.from.getTime() + (run % 12) * 30 * DAY_MS);
    return ask().reports.usage({ from, to: new Date(from.getTime() + 30 * DAY_MS) });
  };
  const year = () => ask().reports.usage({ from: lab.from, to: lab.to });
  const whole = await year();
  if (whole.totals.sessions + whole.simulated.sessions !== YEAR.sessions)
    throw new Error('Sessions are missing.');
  const timed = (runs: number, work: (run: number) => Promise<unknown>) =>
    timedWith(lab.postgresPid, runs, work);
  const monthS = await timed(RUNS.month, month);
  const yearS = await timed(RUNS.year, year);
  const span = { from: lab.from, to: lab.to };
  const useOf = (by: UseGrouping) => ask().reports.use({ ...span, by });
  const useS: Record<string, object> = {};
  for (const by of UseGrouping.options) useS[by] = await timed(RUNS.use, () => useOf(by));
  const [dearest] = (await useOf('person')).groups;
  const rowsOf = () => ask().reports.useRows({ ...span, by: 'person', key: dearest!.key });
  const useRowsS = await timed(RUNS.use, rowsOf);
  const views = {
    cost: () => ask().costs.report(span),
    energy: () => ask().reports.energy(span),
    models: () => ask().results.list(span),
    reliability: () => ask().reports.reliability(span),
    elsewhere: () => ask().reports.elsewhere(span),
  };
  const viewsS: Record<string, object> = {};
  for (const [name, view] of Object.entries(views)) viewsS[name] = await timed(RUNS.use, view);
  const kindsMs = p95(await times(RUNS.pages, () => ask().reports.kinds(span)));
  const stallMs = {
    use: await stallDuring(() => useOf('machine')),
    report: await stallDuring(year),
    csv: await stallDuring(() => drain(streamUsageCsv(context(), { from: lab.from, to: lab.to }))),
  };
  const csvS = await timed(RUNS.csv, () => drain(streamUsageCsv(context(), { from: lab.from, to: lab.to })));
  const pagesMs = {
    machines: p95(await times(RUNS.pages, () => machinesPage(ask()))),
    bookings: p95(await times(RUNS.pages, () => bookingsPage(ask(), lab.to))),
    chats: p95(await times(RUNS.pages, () => chatsPage(ask()))),
  };
  const sumsAgree = await compareSums(db, span, context);
  return {
    monthS,
    yearS,
    useS,
    useRowsS,
    viewsS,
    kindsMs,
    pagesMs,
    csvS,
    loopStallMs: stallMs,
    sumsAgree,
    fillS: lab.fillS,
    rssMb: Math.round(process.memoryUsage.rss() / 1e6),
  };
}

const machinesPage = (ask: Caller) =>
  Promise.all([
    ask.machines.list(),
    ask.machines.labNow(),
    ask.sessions.list({ limit: 20 }),
    ask.metrics.lab({ hours: 6 }),
  ]);
const bookingsPage = (ask: Caller, to: Date) =>
  ask.bookings.list({ from: new Date(to.getTime() - 7 * DAY_MS), to: new Date(to.getTime() + 7 * DAY_MS) });
async function chatsPage(ask: Caller): Promise<void> {
  const [{ rows }] = await Promise.all([ask.chat.list({}), ask.sessions.list({ limit: 100 })]);
  await ask.chat.get({ id: rows[0]!.id });
}

async function times(runs: number, work: (run: number) => Promise<unknown>): Promise<number[]> {
  const ms: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const startedMs = performance.now();
    await work(run);
    ms.push(performance.now() - startedMs);
  }
  return ms;
}

/** The longest time in which nothing else had its turn. */
async function stallDuring(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 2 });
  delay.enable();
  await work();
  delay.disable();
  return Math.round(delay.max / 1e6);
}

async function drain(lines: AsyncIterable<string>): Promise<number> {
  let length = 0;
  for await (const line of lines) length += line.length;
  return length;
}

/** How long it takes, and the processor seconds of one run, by the portal and by Postgres. */
async function timedWith(postgresPid: number, runs: number, work: (run: number) => Promise<unknown>) {
  const [portal, postgresMs] = [process.cpuUsage(), familyCpuMs(postgresPid)];
  const ms = await times(runs, work);
  const { user, system } = process.cpuUsage(portal);
  return {
    p50: seconds(quantile(ms, 0.5)),
    p95: seconds(p95(ms)),
    portalCpu: seconds((user + system) / 1000 / runs),
    postgresCpu: seconds((familyCpuMs(postgresPid) - postgresMs) / runs),
  };
}

const p95 = (ms: readonly number[]): number => Math.round(quantile(ms, 0.95));
const seconds = (ms: number): number => Math.round(ms) / 1000;

await main();
