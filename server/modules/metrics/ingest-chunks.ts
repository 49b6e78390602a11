import type { ReadingChunk } from '@/shared/schemas/reading.ts';
import type { ServiceContext } from '../../context.ts';
import { hotClient, type Statement } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { closedBeforeMs, ensureDays } from './partitions.ts';
import { recordDrops } from './record-drops.ts';
import { sourceIndex } from './internal.ts';

/** Clocks are never quite equal. */
const AHEAD_MS = 2000;

type Boot = { machineId: string; bootId: string };

/**
 * Stores an agent's chunks, each `(machine, boot, seq)` once, however often and in whatever order they come, and marks
 * the minutes they touch as due. What ends in the future is left with the agent, which brings it again.
 *
 * @returns the chunks that the agent need not keep any longer.
 */
export async function ingestChunks(
  ctx: ServiceContext,
  boot: Boot,
  chunks: readonly ReadingChunk[],
): Promise<{ stored: number[] }> {
  const nowMs = ctx.now().getTime();
  const closedMs = closedBeforeMs(nowMs);
  const due = chunks.filter((it) => it.toAt.getTime() <= nowMs + AHEAD_MS);
  const isWhole = (it: ReadingChunk): boolean => it.readings !== null && it.fromAt.getTime() >= closedMs;
  const whole = due.filter(isWhole);
  const key = await ensureBoot(ctx, boot);
  if (whole.length > 0) await storeChunks(ctx, key, whole);
  for (const chunk of due) if (!isWhole(chunk)) await recordDrops(ctx, key, chunk, closedMs);
  return { stored: due.map((it) => it.seq) };
}

export type BootKey = { machineKey: number; bootKey: number };

async function ensureBoot(ctx: ServiceContext, { machineId, bootId }: Boot): Promise<BootKey> {
  const client = hotClient(ctx.db);
  const [known] = await client.query<BootKey>(FIND_BOOT, [machineId, bootId]);
  if (known) return known;
  // Only now: each try to insert uses up a key, also one that finds the row there.
  await client.query(ADD_BOOT, [machineId, bootId, ctx.now().toISOString()]);
  const [added] = await client.query<BootKey>(FIND_BOOT, [machineId, bootId]);
  if (!added) throw new ServiceError('NOT_FOUND', 'This machine is not in the lab any more.');
  return added;
}

const FIND_BOOT: Statement = {
  name: 'metrics.find-boot',
  text: `
    SELECT b."machineKey", b.key AS "bootKey" FROM "Machine" m JOIN "Boot" b ON b."machineKey" = m.key
    WHERE m.id = $1 AND b."bootId" = $2`,
};
const ADD_BOOT: Statement = {
  name: 'metrics.add-boot',
  text: `
    INSERT INTO "Boot" ("machineKey", "bootId", "firstSeenAt") SELECT key, $2, $3 FROM "Machine" WHERE id = $1
    ON CONFLICT DO NOTHING`,
};

async function storeChunks(
  ctx: ServiceContext,
  { machineKey, bootKey }: BootKey,
  chunks: readonly ReadingChunk[],
): Promise<void> {
  await ensureDays(
    ctx,
    chunks.map((it) => it.toAt.getTime()),
  );
  const rows = chunks.map(toRow);
  const columns = Array.from({ length: ROW_LENGTH }, (_, index) => rows.map((it) => it[index]));
  await hotClient(ctx.db).query(STORE, [machineKey, bootKey, ...columns]);
}

const ROW_LENGTH = 18;
type Cell = string | number | null;

function toRow(chunk: ReadingChunk): Cell[] {
  const { agesMs, ...columns } = chunk.readings!;
  return [
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
    isEven(chunk) ? null : toArray(agesMs, (it) => it),
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

// An array of arrays has no rows in Postgres, so each chunk's columns come as text.
const STORE: Statement = {
  name: 'metrics.store-chunks',
  text: `
    WITH added AS (
      INSERT INTO "ReadingChunk" ("machineKey", "bootKey", seq, "fromAt", "toAt", "fromJoules", "toJoules",
        "fromCoveredMs", "toCoveredMs", "powerSource", readings, "memoryTotalMib", "agesMs", "powerWatts",
        "cpuPermille", "gpuPermille", "memoryUsedMib", "temperatureDecidegrees", "rxBytesPerSecond", "txBytesPerSecond")
      SELECT $1::int, $2::int, seq, "from", "to", j0, j1, c0, c1, source, n, total, ages::int2[], watts::float4[],
        cpu::int2[], gpu::int2[], memory::int4[], celsius::int2[], rx::float4[], tx::float4[]
      FROM unnest($3::int[], $4::timestamptz[], $5::timestamptz[], $6::float8[], $7::float8[], $8::float8[],
        $9::float8[], $10::int2[], $11::int2[], $12::int[], $13::text[], $14::text[], $15::text[], $16::text[],
        $17::text[], $18::text[], $19::text[], $20::text[])
        AS c(seq, "from", "to", j0, j1, c0, c1, source, n, total, ages, watts, cpu, gpu, memory, celsius, rx, tx)
      WHERE NOT EXISTS (
        SELECT FROM "ReadingDrop" d WHERE d."bootKey" = $2::int AND c.seq BETWEEN d."fromSeq" AND d."toSeq")
      ON CONFLICT DO NOTHING RETURNING "fromAt", "toAt"
    )
    INSERT INTO "ReadingDue" ("machineKey", at)
    SELECT DISTINCT $1::int, minute
    FROM added, generate_series(date_bin('1 minute', "fromAt", 'epoch'), "toAt", interval '1 minute') AS minute`,
};
