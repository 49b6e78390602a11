import type { ReadingChunk } from '@/shared/schemas/reading.ts';
import { inBackground, type ServiceContext } from '../../context.ts';
import { type Database, hotClient, type Statement } from '../../db.ts';
import { singleton } from '../../singleton.ts';
import type { BootKey } from './find-boot-key.ts';
import { sourceIndex } from './internal.ts';
import { ensureDays } from './partitions.ts';

export type StoredChunk = BootKey & { chunk: ReadingChunk };
type Waiting = { chunks: readonly StoredChunk[]; settle: PromiseWithResolvers<void> };
type Lane = { waiting: Waiting[]; isBusy: boolean };

const lanes = singleton('reading-lanes', () => new WeakMap<Database, Lane>());
const BATCH = 500;

/**
 * Stores chunks with their readings, each once. While one statement is on its way, what other agents bring waits for
 * the next one and goes together: the more there is, the less each chunk costs.
 */
export async function storeChunks(ctx: ServiceContext, chunks: readonly StoredChunk[]): Promise<void> {
  if (chunks.length === 0) return;
  const lane = lanes.get(ctx.db) ?? { waiting: [], isBusy: false };
  lanes.set(ctx.db, lane);
  const settle = Promise.withResolvers<void>();
  lane.waiting.push({ chunks, settle });
  if (!lane.isBusy) inBackground(ctx, 'readings could not be stored', drain(ctx, lane));
  return settle.promise;
}

async function drain(ctx: ServiceContext, lane: Lane): Promise<void> {
  lane.isBusy = true;
  while (lane.waiting.length > 0) {
    const batch = takeBatch(lane.waiting);
    try {
      await store(
        ctx,
        batch.flatMap((it) => it.chunks),
      );
      for (const { settle } of batch) settle.resolve();
    } catch {
      // One that can't be stored must not keep the others out.
      for (const { chunks, settle } of batch) await store(ctx, chunks).then(settle.resolve, settle.reject);
    }
  }
  lane.isBusy = false;
}

function takeBatch(waiting: Waiting[]): Waiting[] {
  let chunks = 0;
  const end = waiting.findIndex((it) => (chunks += it.chunks.length) > BATCH);
  return waiting.splice(0, end === -1 ? waiting.length : Math.max(1, end));
}

async function store(ctx: ServiceContext, chunks: readonly StoredChunk[]): Promise<void> {
  await ensureDays(
    ctx,
    chunks.map((it) => it.chunk.toAt.getTime()),
  );
  const rows = chunks.map(toRow);
  const columns = Array.from({ length: ROW_LENGTH }, (_, index) => rows.map((it) => it[index]));
  await hotClient(ctx.db).query(STORE, columns);
}

const ROW_LENGTH = 20;
type Cell = string | number | null;

function toRow({ machineKey, bootKey, chunk }: StoredChunk): Cell[] {
  const { agesMs, ...columns } = chunk.readings!;
  return [
    machineKey,
    bootKey,
    chunk.seq,
    chunk.fromAt.toISOString(),
    chunk.toAt.toISOString(),
    chunk.fromJoules,
    chunk.toJoules,
    chunk.fromCoveredMs,
    chunk.toCoveredMs,
    sourceIndex(chunk.powerSource),
    agesMs.length,
    chunk.memoryTotalBytes === null ? null : toMib(chunk.memoryTotalBytes),
    isEven(chunk) || agesMs[0]! > MOST_AGE_MS ? null : toArray(agesMs, (it) => it),
    toArray(columns.powerWatts, (it) => it),
    toArray(columns.cpuRatio, toPermille),
    toArray(columns.gpuRatio, toPermille),
    toArray(columns.memoryUsedBytes, toMib),
    toArray(columns.temperatureCelsius, (it) => Math.round(it * 10)),
    toArray(columns.rxBytesPerSecond, (it) => it),
    toArray(columns.txBytesPerSecond, (it) => it),
  ];
}

const toMib = (bytes: number): number => Math.round(bytes / 2 ** 20);
const toPermille = (ratio: number): number => Math.round(ratio * 1000);

/** As Postgres writes an array; a meter that said nothing all the time is no array at all. */
function toArray(
  column: readonly (number | null)[] | null,
  stored: (value: number) => number,
): string | null {
  if (column === null || column.every((it) => it === null)) return null;
  return `{${column.map((it) => (it === null ? 'NULL' : stored(it))).join(',')}}`;
}

/** What the column of ages holds: the readings of a longer chunk are spread evenly. */
const MOST_AGE_MS = 2 ** 15 - 1;
/** A clock tick more or less: where each reading was need not be stored. */
const EVEN_MS = 100;

function isEven({ fromAt, toAt, readings }: ReadingChunk): boolean {
  const { agesMs } = readings!;
  const lengthMs = toAt.getTime() - fromAt.getTime();
  return agesMs.every((age, index) => {
    const evenAge = lengthMs * (1 - (index + 1) / agesMs.length);
    return Math.abs(age - evenAge) <= EVEN_MS;
  });
}

// An array of arrays has no rows in Postgres, so each chunk's columns come as text. In the order of the key, so that two
// portals that are brought the same chunks wait for each other in one direction only.
const STORE: Statement = {
  name: 'metrics.store-chunks',
  text: `
    WITH added AS (
      INSERT INTO "ReadingChunk" ("machineKey", "bootKey", seq, "fromAt", "toAt", "fromJoules", "toJoules",
        "fromCoveredMs", "toCoveredMs", "powerSource", readings, "memoryTotalMib", "agesMs", "powerWatts",
        "cpuPermille", "gpuPermille", "memoryUsedMib", "temperatureDecidegrees", "rxBytesPerSecond", "txBytesPerSecond")
      SELECT machine, boot, seq, "from", "to", j0, j1, c0, c1, source, n, total, ages::int2[], watts::float4[],
        cpu::int2[], gpu::int2[], memory::int4[], celsius::int2[], rx::float4[], tx::float4[]
      FROM unnest($1::int[], $2::int[], $3::int[], $4::timestamptz[], $5::timestamptz[], $6::float8[], $7::float8[],
        $8::float8[], $9::float8[], $10::int2[], $11::int2[], $12::int[], $13::text[], $14::text[], $15::text[],
        $16::text[], $17::text[], $18::text[], $19::text[], $20::text[])
        AS c(machine, boot, seq, "from", "to", j0, j1, c0, c1, source, n, total, ages, watts, cpu, gpu, memory, celsius, rx, tx)
      WHERE NOT EXISTS (
        SELECT FROM "ReadingDrop" d WHERE d."bootKey" = c.boot AND c.seq BETWEEN d."fromSeq" AND d."toSeq")
      ORDER BY machine, "to", boot, seq
      ON CONFLICT DO NOTHING RETURNING "machineKey", "fromAt", "toAt"
    )
    INSERT INTO "ReadingDue" ("machineKey", at)
    SELECT DISTINCT "machineKey", minute
    FROM added, generate_series(date_bin('1 minute', "fromAt", 'epoch'), "toAt", interval '1 minute') AS minute`,
};
