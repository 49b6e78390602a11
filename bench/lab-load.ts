/**
 * A lab of 200 machines, each read once a second, before 200 open Macs pages: real agents (many in one process), real
 * sign-ins and sockets, one portal and one Postgres on this machine. Tells how late a reading is on a screen, how late
 * the portal's event loop is, whether its memory stays flat, and what a stored value costs.
 */
import type { ChildProcess } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { type Api, apiClient, signIn } from '../e2e/fixtures/api.ts';
import { end, type Lab, startLab } from '../e2e/fixtures/lab.ts';
import { startEmbeddedPostgres } from '../server/postgres/embedded.ts';
import type { ViewersPlan, ViewersResult } from './lab-load/viewers.ts';
import { makeBenchFolder } from './lib/database.ts';
import { playAgents, runPlan } from './lib/play-agents.ts';

const AGENTS = Number(process.env['AGENTS'] ?? 200);
const VIEWERS = Number(process.env['VIEWERS'] ?? 200);
const MEASURED_S = Number(process.env['SECONDS_MEASURED'] ?? 185);
/** Everybody has arrived and read their first lists before the measurement begins. */
const SETTLE_S = 25;
/** A person may have the console open twenty times. */
const PAGES_PER_PERSON = 16;
const PASSWORD = 'a long bench password';
const MB = 1_000_000;

type Tap = {
  loopDelayMsP50: number;
  loopDelayMsP99: number;
  loopDelayMsMax: number;
  cpuRatio: number;
  rssBytes: number;
  heapBytes: number;
};

async function main(): Promise<void> {
  const folder = makeBenchFolder();
  const postgres = await startCountingPostgres(path.join(folder, 'database'));
  const tapFile = path.join(folder, 'loop.json');
  const tap = pathToFileURL(path.resolve('bench/tap-loop-delay.mjs')).href;
  const env = { NODE_OPTIONS: `--import ${tap}`, ESPALIER_BENCH_LOOP: tapFile, DATABASE_URL: postgres.url };
  const children: ChildProcess[] = [];
  const lab = await startLab({ dataFolder: path.join(folder, 'lab'), agents: () => false, env });
  const db = new pg.Client({ connectionString: postgres.url });
  await db.connect();
  try {
    const api = apiClient(lab.url, await signIn(lab.url, lab.account('owner')));
    children.push(await playAgents(lab, api, folder, AGENTS));
    await lab.untilOnline(AGENTS);
    console.log(`${AGENTS} agents are there`);
    const resultFile = path.join(folder, 'viewers.json');
    const viewers = await startViewers(lab, api, folder, resultFile);
    children.push(viewers);
    console.log(`${VIEWERS} viewers are there`);
    await seconds(SETTLE_S);
    const figures = await measure(lab, viewers, { db, tapFile, resultFile });
    console.log(JSON.stringify({ bench: 'lab-load', agents: AGENTS, viewers: VIEWERS, ...figures }));
  } finally {
    await Promise.all(children.map(end));
    await db.end();
    await lab.stop();
    await postgres.stop();
    if (process.env['ESPALIER_KEEP_LOGS']) console.log(folder);
    else rmSync(folder, { recursive: true, force: true });
  }
}

/** The portal's Postgres with its own count of statements. */
async function startCountingPostgres(dataFolder: string) {
  const first = await startEmbeddedPostgres({ dataFolder, address: 'a bench' });
  await withClient(first.url, (db) =>
    db.query(`ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'`),
  );
  await first.stop();
  const postgres = await startEmbeddedPostgres({ dataFolder, address: 'a bench' });
  await withClient(postgres.url, (db) => db.query('CREATE EXTENSION pg_stat_statements'));
  return postgres;
}

async function withClient(url: string, work: (db: pg.Client) => Promise<unknown>): Promise<void> {
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  await work(db);
  await db.end();
}

async function startViewers(lab: Lab, api: Api, folder: string, resultFile: string): Promise<ChildProcess> {
  const cookies: string[] = [];
  for (let index = 0; index < Math.ceil(VIEWERS / PAGES_PER_PERSON); index++) {
    const email = `viewer-${index}@example.org`;
    const account = { name: `Viewer ${index}`, email, password: PASSWORD, role: 'viewer' as const };
    const { email: address, role, name, password } = account;
    const { link } = await api.team.invite.mutate({ email: address, role, teamId: null });
    await api.team.join.mutate({ token: link.split('#')[1]!, name, email: address, password });
    cookies.push(await signIn(lab.url, account));
  }
  const plan: ViewersPlan = { url: lab.url, cookies, viewers: VIEWERS, resultFile };
  const child = runPlan(folder, 'viewers', plan);
  await new Promise<void>((resolve, reject) => {
    child.stdout!.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`The viewers ended with ${code}.`)));
  });
  return child;
}

type Tools = { db: pg.Client; tapFile: string; resultFile: string };

async function measure(lab: Lab, viewers: ChildProcess, { db, tapFile, resultFile }: Tools) {
  const tapped = (): Tap => JSON.parse(readFileSync(tapFile, 'utf8')) as Tap;
  const statements = async (): Promise<number> => {
    const { rows } = await db.query<{ calls: string }>('SELECT sum(calls) AS calls FROM pg_stat_statements');
    return Number(rows[0]!.calls);
  };
  const before = await stored(db);
  const start = await anew(lab, tapped);
  viewers.kill('SIGUSR2');
  const startStatements = await statements();
  const startedMs = performance.now();
  for (let left = MEASURED_S; left > 0; left -= 30) {
    await seconds(Math.min(30, left));
    const { loopDelayMsP99, cpuRatio, rssBytes } = tapped();
    console.log(
      `loop delay p99 ${loopDelayMsP99.toFixed(1)} ms, CPU ${(cpuRatio * 100).toFixed(0)} %, ${Math.round(rssBytes / MB)} MB`,
    );
  }
  const measuredS = (performance.now() - startedMs) / 1000;
  const statementsPerSecond = ((await statements()) - startStatements) / measuredS;
  const tap = tapped();
  await end(viewers);
  const after = await stored(db);
  const left = await anew(lab, tapped);
  const seen = JSON.parse(readFileSync(resultFile, 'utf8')) as ViewersResult;
  const expected = AGENTS * VIEWERS * measuredS;
  return {
    measuredS: Math.round(measuredS),
    sampleToScreenMsP50: seen.p50Ms,
    sampleToScreenMsP95: seen.p95Ms,
    sampleToScreenMsP99: seen.p99Ms,
    readingsSeenRatio: round(seen.readings / expected, 3),
    loopDelayMsP50: round(tap.loopDelayMsP50, 1),
    loopDelayMsP99: round(tap.loopDelayMsP99, 1),
    loopDelayMsMax: round(tap.loopDelayMsMax, 1),
    rssStartMb: Math.round(start.rssBytes / MB),
    rssEndMb: Math.round(left.rssBytes / MB),
    heapStartMb: Math.round(start.heapBytes / MB),
    heapEndMb: Math.round(left.heapBytes / MB),
    statementsPerSecond: round(statementsPerSecond, 1),
    bytesPerValue: round((after.bytes - before.bytes) / (after.values - before.values), 2),
    portalCpuRatio: round(tap.cpuRatio, 3),
    questionsPerSecond: round(seen.questions / measuredS, 1),
    failures: seen.failures,
    hintsPerViewer: round(seen.hints / VIEWERS, 1),
  };
}

/** Begins the tap's measurement anew and gives what it says next. */
async function anew(lab: Lab, tapped: () => Tap): Promise<Tap> {
  lab.portal().kill('SIGUSR2');
  await seconds(3);
  return tapped();
}

/** What stands in the tables of readings: their bytes with indexes, and the values that meters gave. */
async function stored(db: pg.Client): Promise<{ bytes: number; values: number }> {
  const meters = ['powerWatts', 'cpuPermille', 'gpuPermille', 'memoryUsedMib', 'temperatureDecidegrees'];
  const given = [...meters, 'rxBytesPerSecond', 'txBytesPerSecond'].map((it) => `("${it}" IS NOT NULL)::int`);
  const { rows } = await db.query<{ bytes: string; values: string }>(`
    SELECT (SELECT sum(pg_total_relation_size(oid)) FROM pg_class
        WHERE relkind = 'r' AND relname LIKE 'Reading%') AS bytes,
      (SELECT sum(readings * (${given.join(' + ')})) FROM "ReadingChunk") AS values`);
  return { bytes: Number(rows[0]!.bytes), values: Number(rows[0]!.values) };
}

const seconds = (count: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, count * 1000));
const round = (value: number, digits: number): number => Number(value.toFixed(digits));

await main();
