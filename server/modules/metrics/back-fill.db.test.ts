import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createChunkOutbox } from '@/agent/ledger/chunk-outbox.ts';
import { createGatherer, type SpooledChunk } from '@/agent/ledger/gather-chunks.ts';
import { openSpool, type SpoolOptions } from '@/agent/ledger/spool.ts';
import type { PortalLink } from '@/agent/portal-link.ts';
import { reading } from '@/agent/testing/play-meter.ts';
import { createLearnedClock } from '@/shared/domain/learned-clock.ts';
import { seededRandom } from '@/shared/domain/seeded-random.ts';
import { RemoteError } from '@/shared/protocol/request.ts';
import { ReadingChunk } from '@/shared/schemas/reading.ts';
import { makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeMachine } from '../../testing/factories.ts';
import { storedSeqs } from '../../testing/stored-chunks.ts';
import { ingestChunks, rollUp } from './index.ts';

/*
 * P5, back-fill after a disconnect: an agent's ledger (the real one, its spool on disk) against the real tables, with
 * the link, the portal, the database, the clocks and the program itself failing as a seed says.
 */
const START = Date.parse('2026-11-24T06:00:00Z');
const SEEDS = process.env['SEED'] ? [Number(process.env['SEED'])] : [1, 4];

let ctx: TestContext;
let machineId: string;
let machineKey: number;
let folder: string;
beforeEach(async () => {
  ctx = await makeTestContext({ now: new Date(START) });
  ({ id: machineId, key: machineKey } = await makeMachine(ctx.db));
  folder = mkdtempSync(join(tmpdir(), 'espalier-ledger-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Faults = { isCut: boolean; losesQuestions: boolean; losesAcks: boolean };

/** One machine with its ledger. `nowMs` is the truth; its wall clock is as wrong as it likes. */
function playAgent(random: () => number, spoolOptions: Partial<SpoolOptions> = {}) {
  const time = { nowMs: START, wallSkewMs: -40_000 };
  const faults: Faults = { isCut: false, losesQuestions: false, losesAcks: false };
  const made: SpooledChunk[] = [];
  const told: { bootId: string; chunks: ReadingChunk[] }[] = [];
  const nowMs = (): number => time.nowMs - START;
  /** A program that was killed hears nothing any more. */
  const linkOf = (isDead: () => boolean): PortalLink => ({
    isReady: () => !faults.isCut && !isDead(),
    tell: () => {},
    ask: (async (_event: string, message: { bootId: string; chunks: unknown[] }) => {
      if (faults.isCut || faults.losesQuestions) throw new RemoteError('TIMEOUT', 'lost');
      const batch = { bootId: message.bootId, chunks: message.chunks.map((it) => ReadingChunk.parse(it)) };
      told.push(batch);
      const reply = await ingestChunks(ctx, { machineId, bootId: batch.bootId }, batch.chunks).catch(() => {
        throw new RemoteError('INTERNAL', 'the database had a fault');
      });
      if (isDead()) return new Promise(() => {});
      if (faults.losesAcks) throw new RemoteError('TIMEOUT', 'lost on the way back');
      return reply;
    }) as PortalLink['ask'],
  });
  const start = () => {
    const state = { isDead: false };
    const link = linkOf(() => state.isDead);
    const clock = createLearnedClock({ nowMs, wallNowMs: () => time.nowMs + time.wallSkewMs });
    const spool = openSpool({ folder, nowMs, ...spoolOptions });
    const outbox = createChunkOutbox({ link, spool, nowMs, waits: { shortestRestMs: 1, retryMs: 2 } });
    const onChunk = (it: SpooledChunk): void => {
      made.push(it);
      outbox.push(it);
    };
    const gatherer = createGatherer({ bootId: randomUUID(), onChunk });
    return { clock, spool, outbox, gatherer, state, joules: 0, coveredMs: 0 };
  };
  let program = start();
  const run = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second += 1) {
      time.nowMs += 1000;
      ctx.clock.now = new Date(time.nowMs);
      if (!faults.isCut) program.clock.learn(new Date(time.nowMs), nowMs());
      const powerWatts = Math.round(random() * 300);
      program.joules += powerWatts;
      program.coveredMs += 1000;
      const { joules: energyJoules, coveredMs } = program;
      const at = program.clock.now();
      program.gatherer.add(reading({ at, monotonicMs: nowMs(), powerWatts, energyJoules, coveredMs }));
      // As time goes by what is on its way arrives.
      if (second % 30 === 0) await new Promise((resolve) => setTimeout(resolve, 3));
    }
  };
  return {
    time,
    faults,
    made,
    told,
    run,
    kill(): void {
      program.state.isDead = true;
      program.outbox.close();
      program = start();
    },
    exit(): void {
      program.gatherer.flush();
      program.state.isDead = true;
      program.outbox.close();
      program = start();
    },
    reconnect: (): void => program.outbox.flush(),
    async settle(): Promise<void> {
      Object.assign(faults, { isCut: false, losesQuestions: false, losesAcks: false });
      program.gatherer.flush();
      await expect
        .poll(
          () => {
            // What was ahead of the portal is due by then.
            time.nowMs += 11_000;
            ctx.clock.now = new Date(time.nowMs);
            program.outbox.flush();
            return program.spool.count();
          },
          { timeout: 30_000, interval: 5 },
        )
        .toBe(0);
      program.outbox.close();
    },
  };
}

const query = <Row>(sql: string): Promise<Row[]> => ctx.db.$queryRawUnsafe<Row[]>(sql);
const rolled = (table: string) =>
  query<Record<string, number | Date | null>>(
    `SELECT * FROM "${table}" WHERE "machineKey" = ${machineKey} ORDER BY at`,
  );

async function checkLedger(made: readonly SpooledChunk[]): Promise<void> {
  ctx.clock.now = new Date(ctx.now().getTime() + 300_000);
  await rollUp(ctx);
  const stored = await storedSeqs(ctx.db, machineKey);
  expect(made.filter((it) => stored.get(`${it.bootId} ${it.chunk.seq}`) !== 1)).toEqual([]);
  expect(stored.size).toBe(made.length);
  const measured = made.reduce((sum, { chunk }) => sum + chunk.toJoules! - chunk.fromJoules!, 0);
  const [minutes, hours] = [await rolled('ReadingMinute'), await rolled('ReadingHour')];
  const sumOf = (rows: typeof minutes) =>
    rows.reduce((sum, it) => sum + ((it['energyJoules'] as number) ?? 0), 0);
  expect(sumOf(minutes)).toBeCloseTo(measured, 4);
  expect(sumOf(hours)).toBeCloseTo(measured, 4);
  const [late] = await query<{ ms: number | null }>(
    `SELECT max(date_part('epoch', "toAt")) * 1000 AS ms FROM "ReadingChunk" WHERE "machineKey" = ${machineKey}`,
  );
  expect(late!.ms ?? 0).toBeLessThanOrEqual(ctx.now().getTime() - 300_000 + 2000);
  await compareWithRecompute(minutes, hours);
}

async function compareWithRecompute(
  minutes: Record<string, unknown>[],
  hours: Record<string, unknown>[],
): Promise<void> {
  await query(`DELETE FROM "ReadingMinute" WHERE "machineKey" = ${machineKey}`);
  await query(`DELETE FROM "ReadingHour" WHERE "machineKey" = ${machineKey}`);
  await query(`
    INSERT INTO "ReadingDue" SELECT DISTINCT "machineKey", m FROM (
      SELECT "machineKey", "fromAt", "toAt" FROM "ReadingChunk" UNION ALL SELECT "machineKey", "fromAt", "toAt" FROM "ReadingDrop"
    ) c, generate_series(date_bin('1 minute', "fromAt", 'epoch'), "toAt", interval '1 minute') AS m
    WHERE "machineKey" = ${machineKey}`);
  await rollUp(ctx);
  const near = (a: unknown, b: unknown): boolean =>
    typeof a === 'number' && typeof b === 'number'
      ? Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b))
      : String(a) === String(b);
  for (const [before, table] of [
    [minutes, 'ReadingMinute'],
    [hours, 'ReadingHour'],
  ] as const) {
    const anew = await rolled(table);
    expect(anew.length).toBe(before.length);
    const differing = anew.filter((row, index) =>
      Object.entries(row).some(([column, value]) => !near(value, before[index]![column])),
    );
    expect(differing).toEqual([]);
  }
}

describe('nothing is lost and nothing counted twice', () => {
  test.each(SEEDS)('whatever fails (SEED=%i)', async (seed) => {
    const random = seededRandom(seed);
    const agent = playAgent(random);
    const breakDatabase = (isBroken: boolean) =>
      query(`ALTER TABLE ${isBroken ? '"ReadingDue" RENAME TO broken' : 'broken RENAME TO "ReadingDue"'}`);
    for (let round = 0; round < 25; round += 1) {
      const fault = Math.floor(random() * 9);
      if (fault === 0) agent.faults.isCut = true;
      if (fault === 1) agent.faults.losesQuestions = true;
      if (fault === 2) agent.faults.losesAcks = true;
      if (fault === 3) await breakDatabase(true);
      if (fault === 4) agent.kill();
      if (fault === 5) agent.exit();
      if (fault === 6) agent.time.wallSkewMs += random() < 0.5 ? 3_600_000 : -3_600_000;
      if (fault === 7) agent.time.nowMs += Math.floor(random() * 900_000);
      if (fault === 8) await rollUp(ctx);
      await agent.run(20 + Math.floor(random() * 200));
      if (fault === 3) await breakDatabase(false);
      if (random() < 0.5) {
        Object.assign(agent.faults, { isCut: false, losesQuestions: false, losesAcks: false });
        agent.reconnect();
      }
    }
    await agent.settle();
    // Old messages turn up once more, in any order.
    for (const { bootId, chunks } of agent.told.toSorted(() => random() - 0.5).slice(0, 40))
      await ingestChunks(
        ctx,
        { machineId, bootId },
        chunks.toSorted(() => random() - 0.5),
      );
    expect(agent.made.length).toBeGreaterThan(100);
    await checkLedger(agent.made);
  });

  test.each(SEEDS)('over the spool’s cap, with lost words of what was stored (SEED=%i)', async (seed) => {
    const random = seededRandom(seed);
    const agent = playAgent(random, { capBytes: 300_000 });
    await agent.run(1000);
    agent.faults.losesAcks = true;
    await agent.run(2000);
    agent.faults.isCut = true;
    await agent.run(9000);
    if (random() < 0.5) agent.kill();
    await agent.run(6000);
    await agent.settle();
    const [drops] = await query<{ count: number; readings: number }>(
      `SELECT count(*)::int AS count, sum(readings)::int AS readings FROM "ReadingDrop" WHERE "machineKey" = ${machineKey}`,
    );
    expect(drops!.readings).toBeGreaterThan(3000);
    await checkLedger(agent.made);
    // What was dropped is a gap in curves, and neither zero nor without energy.
    const bare = (await rolled('ReadingMinute')).filter((it) => it['readings'] === 0);
    expect(bare.length).toBeGreaterThan(40);
    expect(bare.every((it) => it['powerMean'] === null && (it['energyJoules'] as number) > 0)).toBe(true);
  });
});
