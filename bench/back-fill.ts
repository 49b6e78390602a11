/**
 * An agent that was away for hours comes back with what it kept, beside others that were there all along: how late a
 * live reading is on a screen while its backlog arrives, and how late without, by turns in one run (real agents, a real
 * portal, one Postgres). Ends with an error where it is more than twice as late, or where of the backlog a chunk or a
 * joule is missing.
 */
import { type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { io, type Socket } from 'socket.io-client';
import type { MetricFrame } from '@/shared/protocol/console.ts';
import { openSpool } from '../agent/ledger/spool.ts';
import { playMeter } from '../agent/testing/play-meter.ts';
import { apiClient, signIn } from '../e2e/fixtures/api.ts';
import { end, startLab, until } from '../e2e/fixtures/lab.ts';
import { startEmbeddedPostgres } from '../server/postgres/embedded.ts';
import { makeBenchFolder } from './lib/database.ts';
import { playAgents } from './lib/play-agents.ts';
import { quantile } from './lib/quantile.ts';

const LIVE = Number(process.env['AGENTS'] ?? 10);
const HOURS = Number(process.env['HOURS'] ?? 12);
const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
const QUIET_S = 40;
const SETTLE_S = 15;
const LONGEST_MS = 600_000;
/** What live readings may be later while a backlog arrives. */
const BUDGET = 2;

async function main(): Promise<void> {
  const folder = makeBenchFolder();
  const postgres = await startEmbeddedPostgres({
    dataFolder: path.join(folder, 'database'),
    address: 'a bench',
  });
  const children: ChildProcess[] = [];
  const env = { DATABASE_URL: postgres.url };
  const lab = await startLab({ dataFolder: path.join(folder, 'lab'), agents: () => false, env });
  const db = new pg.Client({ connectionString: postgres.url });
  await db.connect();
  try {
    const cookie = await signIn(lab.url, lab.account('owner'));
    const api = apiClient(lab.url, cookie);
    children.push(await playAgents(lab, api, path.join(folder, 'live'), LIVE));
    await lab.untilOnline(LIVE);
    const delays = await watch(lab.url, cookie);
    await seconds(SETTLE_S);
    const without: number[] = [];
    const during: number[] = [];
    const drained: number[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      without.push(...(await delays.while(() => seconds(QUIET_S))));
      const name = `Away ${round}`;
      const kept = await keepBacklog(path.join(folder, name, 'agents', `${name} 001`));
      children.push(await playAgents(lab, api, path.join(folder, name), 1, name));
      await lab.untilOnline(LIVE + 1);
      const startedMs = performance.now();
      during.push(...(await delays.while(() => untilStored(db, kept))));
      drained.push(Math.round((performance.now() - startedMs) / 1000));
      await end(children.pop()!);
    }
    const figures = { without: late(without), during: late(during) };
    console.table(figures);
    const ratio = Number((figures.during.p95Ms / figures.without.p95Ms).toFixed(2));
    console.log(
      JSON.stringify({
        bench: 'back-fill',
        liveAgents: LIVE,
        backlogHours: HOURS,
        drainedS: drained,
        ...figures,
        ratio,
        budget: BUDGET,
      }),
    );
    if (!(ratio <= BUDGET)) process.exitCode = 1;
  } finally {
    await Promise.all(children.map(end));
    await db.end();
    await lab.stop();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Kept = { bootId: string; chunks: number; joules: number };

/** As the agent's own ledger left it on disk when it was cut off; it ended a minute ago. */
async function keepBacklog(dataFolder: string): Promise<Kept> {
  const spool = openSpool({ folder: path.join(dataFolder, 'readings'), nowMs: () => performance.now() });
  const meter = playMeter(Date.now() - (HOURS * 3600 + 60) * 1000, (second) => 40 + ((second * 7) % 200));
  meter.run(HOURS * 3600, { gpuRatio: 0.5, networkRxBytes: 0, networkTxBytes: 0 });
  meter.gatherer.flush();
  for (const it of meter.chunks) spool.append(it);
  return { bootId: meter.bootId, chunks: meter.chunks.length, joules: meter.state.joules };
}

/** Until the portal has each chunk once; then their joules must be those that the meter counted. */
async function untilStored(db: pg.Client, { bootId, chunks, joules }: Kept): Promise<void> {
  const stored = async (): Promise<{ chunks: number; joules: number }> => {
    const { rows } = await db.query<{ chunks: number; joules: number }>(
      `SELECT count(*)::int AS chunks, coalesce(sum(c."toJoules" - c."fromJoules"), 0) AS joules
       FROM "ReadingChunk" c JOIN "Boot" b ON b.key = c."bootKey" WHERE b."bootId" = $1`,
      [bootId],
    );
    return rows[0]!;
  };
  await until(LONGEST_MS, 'the backlog to be stored', async () => (await stored()).chunks >= chunks);
  const all = await stored();
  if (all.chunks !== chunks || Math.abs(all.joules - joules) > 1e-6 * joules)
    throw new Error(
      `Of ${chunks} chunks with ${joules} J the portal has ${all.chunks} with ${all.joules} J.`,
    );
}

/** A page of the live agents' readings: how long each took from its agent's look at the meters to here. */
async function watch(url: string, cookie: string) {
  const socket: Socket = io(`${url}/ui`, {
    transports: ['websocket'],
    extraHeaders: { cookie, origin: url },
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  let taken: number[] = [];
  const newest = new Map<string, number>();
  /** Whoever comes back is on the page too, but not what is measured. */
  let live: ReadonlySet<string> | null = null;
  socket.on('metrics:frame', ({ machines }: MetricFrame) => {
    const nowMs = Date.now();
    for (const { machineId, atMs } of machines) {
      const before = newest.get(machineId);
      newest.set(machineId, atMs);
      if (before !== undefined && atMs > before && (live?.has(machineId) ?? true)) taken.push(nowMs - atMs);
    }
  });
  await socket.emitWithAck('topic:subscribe', { kind: 'live' });
  return {
    async while(work: () => Promise<void>): Promise<number[]> {
      live ??= new Set(newest.keys());
      taken = [];
      await work();
      return taken;
    },
  };
}

const late = (delays: readonly number[]) => ({
  readings: delays.length,
  p50Ms: quantile(delays, 0.5),
  p95Ms: quantile(delays, 0.95),
  p99Ms: quantile(delays, 0.99),
});
const seconds = (count: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, count * 1000));

await main();
