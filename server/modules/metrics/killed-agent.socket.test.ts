import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DeathPoint } from '@/agent/testing/die-at.ts';
import {
  CHUNK_SECONDS,
  type LedgerAnswer,
  type LedgerAsk,
  type LedgerPlan,
  playLedgerMeter,
} from '@/agent/testing/ledger-meter.ts';
import { ReadingChunk } from '@/shared/schemas/reading.ts';
import { makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeMachine } from '../../testing/factories.ts';
import { storedSeqs } from '../../testing/stored-chunks.ts';
import { ingestChunks, rollUp } from './index.ts';

/*
 * P5 again, and the program is one: an agent's ledger in a process of its own, which the kernel ends (SIGKILL) in the
 * middle of what it does to its files, and which is started anew over what that left.
 */
const START = Date.parse('2026-11-24T06:00:00Z');
/** Between two programs nothing is read. */
const AWAY_MS = 10 * 60_000;
/** A few chunks with their readings: whatever is not appended to any more is over it. */
const CAP_BYTES = 5_000;

let ctx: TestContext;
let machine: { id: string; key: number };
let folder: string;
beforeEach(async () => {
  ctx = await makeTestContext({ now: new Date(START) });
  machine = await makeMachine(ctx.db);
  folder = mkdtempSync(join(tmpdir(), 'espalier-killed-'));
});
const children: ChildProcess[] = [];
afterEach(() => {
  // One that a failed test waited for in vain.
  for (const it of children.splice(0)) it.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

type Step = Pick<LedgerPlan, 'chunks' | 'isConnected'> & { death: DeathPoint | null };
const alone = (chunks: number, death: DeathPoint | null): Step => ({ chunks, isConnected: false, death });
const connected = (chunks: number, death: DeathPoint | null): Step => ({ chunks, isConnected: true, death });

/** A file is full at 400 lines; then a new one is begun, and the full one loses its readings a minute later. */
const ROTATING: Step[] = [
  alone(405, { act: 'begin', nth: 2, when: 'half' }),
  alone(405, { act: 'begin', nth: 2, when: 'after' }),
  alone(20, { act: 'append', nth: 3, when: 'half' }),
];
const MERGING: Step[] = [
  alone(20, { act: 'draft', nth: 1, when: 'half' }),
  alone(20, { act: 'rename', nth: 1, when: 'before' }),
  alone(20, { act: 'rename', nth: 1, when: 'after' }),
  alone(20, { act: 'remove', nth: 1, when: 'after' }),
];
/** The portal has them, and its word is not written down, or only half; a file that is done is deleted. */
const HANDING_OVER: Step[] = [
  connected(5, { act: 'acknowledge', nth: 1, when: 'before' }),
  connected(5, { act: 'acknowledge', nth: 2, when: 'half' }),
  connected(5, { act: 'remove', nth: 1, when: 'before' }),
  connected(5, { act: 'remove', nth: 1, when: 'after' }),
];
const AT_LAST = connected(5, null);

test(
  'killed while it closes, merges or hands over a file: nothing on disk is lost or counted twice, and gaps are told',
  { timeout: 120_000 },
  async () => {
    const { deaths, ends } = await crashLoop([...ROTATING, ...MERGING, ...HANDING_OVER, AT_LAST]);
    expect(deaths).toBe(ROTATING.length + MERGING.length + HANDING_OVER.length);
    const { kept, stored, missing } = await compare();
    expect(kept.filter((it) => stored.get(it) !== 1)).toEqual([]);
    expect([...stored].filter(([, times]) => times !== 1)).toEqual([]);
    // Only what it had in hand when it was killed: a chunk a time at most.
    expect(missing.length).toBeGreaterThan(0);
    expect(missing.length).toBeLessThanOrEqual(deaths);
    await checkSums(stored);
    await checkGaps(ends);
    // Nothing is left behind, drafts neither.
    expect(readdirSync(join(folder, 'readings')).length).toBeLessThanOrEqual(1);
  },
);

test.each([
  [
    'a chunk, did a program go on in a line that was torn',
    [ROTATING[2]!, alone(5, null), AT_LAST],
    ['spool.ts', 'let active: Segment | null = null', 'let active: Segment | null = segments.at(-1) ?? null'],
  ],
  [
    'an hour, did it not write the merged file whole before it deletes the other',
    [alone(20, null), MERGING[0]!, AT_LAST],
    [
      'spool.ts',
      /writeFileAtomically\(file, .*\);\n\s*rmSync\(segment\.file\);/,
      "rmSync(segment.file); writeFileAtomically(file, chunks.map(lineOf).join(''));",
    ],
  ],
] as const)('which would lose %s', async (_what, steps, mutation) => {
  await crashLoop(steps, mutation);
  const { kept, stored } = await compare();
  expect(kept.filter((it) => stored.get(it) !== 1)).not.toEqual([]);
});

/** Program after program over one folder, in order of time. @returns how many were killed, and when each ended. */
async function crashLoop(steps: readonly Step[], mutation?: Mutation) {
  const program = await bundle(mutation);
  let [startMs, deaths] = [START, 0];
  const ends: { fromMs: number; toMs: number }[] = [];
  for (const { chunks, isConnected, death } of steps) {
    const plan: LedgerPlan = { folder, startMs, chunks, isConnected, death, capBytes: CAP_BYTES };
    ctx.clock.now = new Date(startMs + (chunks + 2) * CHUNK_SECONDS * 1000);
    const signal = await runProgram(program, plan);
    expect([death, signal]).toEqual([death, death ? 'SIGKILL' : null]);
    if (death) deaths += 1;
    const endMs = startMs + chunks * CHUNK_SECONDS * 1000;
    startMs = endMs + AWAY_MS;
    ends.push({ fromMs: endMs, toMs: startMs });
  }
  return { deaths, ends };
}

function runProgram(file: string, plan: LedgerPlan): Promise<NodeJS.Signals | null> {
  const child: ChildProcess = spawn(process.execPath, [file, JSON.stringify(plan)], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  children.push(child);
  child.on('message', ({ ask, bootId, chunks }: LedgerAsk) => {
    const boot = { machineId: machine.id, bootId };
    void ingestChunks(
      ctx,
      boot,
      chunks.map((it) => ReadingChunk.parse(it)),
    ).then(({ stored }) => {
      // Who was killed meanwhile hears it no more; where the answer ended is what this is about.
      if (child.connected) child.send({ ask, stored } satisfies LedgerAnswer, () => undefined);
    });
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      code ? reject(new Error(`The program ended with ${code}.`)) : resolve(signal),
    );
  });
}

type Mutation = readonly [file: string, from: string | RegExp, to: string];

async function bundle(mutation?: Mutation): Promise<string> {
  const outfile = join(folder, 'program.mjs');
  let isOff = !mutation;
  const mutate: Plugin = {
    name: 'without-protection',
    setup(it) {
      it.onLoad({ filter: /agent[/\\]ledger[/\\].*\.ts$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        const contents =
          mutation && path.endsWith(mutation[0]) ? text.replace(mutation[1], mutation[2]) : text;
        isOff ||= contents !== text;
        return { contents, loader: 'ts' };
      });
    },
  };
  await build({
    entryPoints: [fileURLToPath(new URL('../../../agent/testing/ledger-program.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    plugins: [mutate],
  });
  expect(isOff).toBe(true);
  return outfile;
}

async function compare() {
  const lines = (file: string): string[] => readFileSync(join(folder, file), 'utf8').trimEnd().split('\n');
  ctx.clock.now = new Date(ctx.now().getTime() + 300_000);
  await rollUp(ctx);
  const stored = await storedSeqs(ctx.db, machine.key);
  return { kept: lines('kept'), stored, missing: lines('made').filter((it) => !stored.has(it)) };
}

/** Minutes, hours and what the meter counted in the chunks that are there. */
async function checkSums(stored: ReadonlyMap<string, number>): Promise<void> {
  const meter = playLedgerMeter(START);
  meter.run(500 * CHUNK_SECONDS);
  const joulesOf = new Map(meter.chunks.map(({ chunk }) => [chunk.seq, chunk.toJoules! - chunk.fromJoules!]));
  const measured = [...stored.keys()].reduce((sum, it) => sum + joulesOf.get(Number(it.split(' ')[1]))!, 0);
  for (const table of ['ReadingMinute', 'ReadingHour']) {
    const [row] = await ctx.db.$queryRawUnsafe<{ joules: number }[]>(
      `SELECT sum("energyJoules") AS joules FROM "${table}" WHERE "machineKey" = ${machine.key}`,
    );
    expect(row!.joules).toBeCloseTo(measured, 4);
  }
}

/** Time in which no program was there has no minutes, and is not filled from what lies around it. */
async function checkGaps(gaps: readonly { fromMs: number; toMs: number }[]): Promise<void> {
  for (const { fromMs, toMs } of gaps.slice(0, -1)) {
    const [row] = await ctx.db.$queryRaw<{ coveredMs: number }[]>`
      SELECT coalesce(sum("coveredMs"), 0)::float8 AS "coveredMs" FROM "ReadingMinute"
      WHERE "machineKey" = ${machine.key} AND at >= ${new Date(fromMs + 60_000)} AND at < ${new Date(toMs - 60_000)}`;
    expect(row!.coveredMs).toBe(0);
  }
}
