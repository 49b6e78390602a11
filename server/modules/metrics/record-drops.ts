import { type Edges, edgesAround } from '@/shared/domain/dropped-readings.ts';
import { isPossibleRise, type ReadingChunk } from '@/shared/schemas/reading.ts';
import type { ServiceContext } from '../../context.ts';
import { type HotClient, hotTransaction, type Statement } from '../../db.ts';
import type { BootKey } from './find-boot-key.ts';
import { sourceIndex } from './internal.ts';
import { MOST_MINUTE_JOULES } from './minute-rows.ts';

/** Of so many the rows of their minutes are some ten thousand: what one statement writes in a good moment. */
const AT_ONCE = 250;

/**
 * Chunks without their readings: dropped on the machine, or come when their day was closed. Where some of the chunks
 * one stands for are stored already (their acknowledgement was lost), only what lies between them is taken. Minutes
 * whose chunks are there are made anew from them; to older ones its part is added. Some hundred are one transaction.
 */
export async function recordDrops(
  ctx: ServiceContext,
  key: BootKey,
  chunks: readonly ReadingChunk[],
  closedMs: number,
): Promise<void> {
  const sorted = chunks.toSorted((a, b) => a.fromSeq - b.fromSeq);
  for (let from = 0; from < sorted.length; from += AT_ONCE)
    await recordSome(ctx, key, sorted.slice(from, from + AT_ONCE), closedMs);
}

async function recordSome(
  ctx: ServiceContext,
  { machineKey, bootKey }: BootKey,
  chunks: readonly ReadingChunk[],
  closedMs: number,
): Promise<void> {
  await hotTransaction(ctx.db, async (client) => {
    // One at a time a boot, so that the same one sent twice finds itself. A wall meter's time has no row to hold.
    await client.query(LOCK_BOOT, [LOCK, bootKey]);
    const stored = await readStored(client, { machineKey, bootKey }, chunks);
    const rows = chunks.flatMap((chunk) => {
      const own = stored.filter((it) => it.fromSeq <= chunk.seq && it.toSeq >= chunk.fromSeq);
      const added = edgesAround(toEdges(chunk), own).flatMap(withinReason);
      // Those of one batch may stand for the same time, as those of two do.
      stored.push(...added);
      stored.sort((a, b) => a.fromSeq - b.fromSeq);
      const lost = chunk.readings?.agesMs.length ?? chunk.droppedReadings;
      return added.map((edges) => toRow(edges, chunk, lost / (chunk.seq - chunk.fromSeq + 1)));
    });
    if (rows.length === 0) return;
    const columns = rows[0]!.map((_, index) => rows.map((it) => it[index]));
    await client.query(ADD_DROPS, [machineKey, bootKey, ...columns, new Date(closedMs).toISOString()]);
  });
}

const toRow = (edges: Edges, chunk: ReadingChunk, readingsEach: number): (string | number | null)[] => [
  edges.fromSeq,
  edges.toSeq,
  new Date(edges.fromMs).toISOString(),
  new Date(edges.toMs).toISOString(),
  edges.fromJoules,
  edges.toJoules,
  edges.fromCoveredMs,
  edges.toCoveredMs,
  sourceIndex(chunk.powerSource),
  Math.round(readingsEach * (edges.toSeq - edges.fromSeq + 1)),
];

const toEdges = (chunk: ReadingChunk): Edges => ({
  fromSeq: chunk.fromSeq,
  toSeq: chunk.seq,
  fromMs: chunk.fromAt.getTime(),
  toMs: chunk.toAt.getTime(),
  fromJoules: chunk.fromJoules,
  toJoules: chunk.toJoules,
  fromCoveredMs: chunk.fromCoveredMs,
  toCoveredMs: chunk.toCoveredMs,
});

/** Between chunks that contradict each other nothing is known: what lies there is a gap. */
function withinReason(edges: Edges): Edges[] {
  const lengthMs = edges.toMs - edges.fromMs;
  if (lengthMs < 0) return [];
  if (isPossibleRise(edges, lengthMs)) return [edges];
  return [{ ...edges, fromJoules: null, toJoules: null, fromCoveredMs: null, toCoveredMs: null }];
}

async function readStored(
  client: HotClient,
  { machineKey, bootKey }: BootKey,
  chunks: readonly ReadingChunk[],
): Promise<Edges[]> {
  const times = chunks.flatMap((it) => [it.fromAt.getTime(), it.toAt.getTime()]);
  const rows = await client.query<Omit<Edges, 'fromMs' | 'toMs'> & { fromAt: Date; toAt: Date }>(
    FIND_STORED,
    [
      machineKey,
      bootKey,
      Math.min(...chunks.map((it) => it.fromSeq)),
      Math.max(...chunks.map((it) => it.seq)),
      new Date(Math.min(...times)).toISOString(),
      new Date(Math.max(...times)).toISOString(),
    ],
  );
  return rows.map(({ fromAt, toAt, ...edges }) => ({
    ...edges,
    fromMs: fromAt.getTime(),
    toMs: toAt.getTime(),
  }));
}

const LOCK = 4_711_042;
const LOCK_BOOT: Statement = {
  name: 'metrics.lock-boot',
  text: 'SELECT pg_advisory_xact_lock($1::int, $2::int)',
};

const FIND_STORED: Statement = {
  name: 'metrics.find-stored',
  text: `
    SELECT seq AS "fromSeq", seq AS "toSeq", "fromAt", "toAt", "fromJoules", "toJoules", "fromCoveredMs", "toCoveredMs"
    FROM "ReadingChunk" WHERE "machineKey" = $1 AND "bootKey" = $2 AND seq BETWEEN $3 AND $4 AND "toAt" BETWEEN $5 AND $6
    UNION ALL
    SELECT "fromSeq", "toSeq", "fromAt", "toAt", "fromJoules", "toJoules", "fromCoveredMs", "toCoveredMs"
    FROM "ReadingDrop" WHERE "bootKey" = $2 AND "fromSeq" <= $4 AND "toSeq" >= $3
    ORDER BY 1`,
};

const addToRolled = (minutes: number): string => `ON CONFLICT ("machineKey", at) DO UPDATE SET
      "energyJoules" = CASE WHEN r."energyJoules" IS NULL THEN excluded."energyJoules"
        ELSE least(r."energyJoules" + coalesce(excluded."energyJoules", 0), ${minutes * MOST_MINUTE_JOULES}) END,
      "coveredMs" = least(r."coveredMs" + excluded."coveredMs", ${minutes * 60_000}),
      "powerSources" = r."powerSources" | excluded."powerSources"`;

// A minute's part of it, by time; covered time of a minute that is not measured stays 0.
const ADD_DROPS: Statement = {
  name: 'metrics.add-drops',
  text: `
    WITH dropped AS (
      INSERT INTO "ReadingDrop" ("machineKey", "bootKey", "fromSeq", "toSeq", "fromAt", "toAt", "fromJoules", "toJoules",
        "fromCoveredMs", "toCoveredMs", "powerSource", readings)
      SELECT $1::int, $2::int, d.* FROM unnest($3::int[], $4::int[], $5::timestamptz[], $6::timestamptz[], $7::float8[],
        $8::float8[], $9::float8[], $10::float8[], $11::int2[], $12::int[]) AS d
      RETURNING *
    ), touched AS (
      SELECT m.at, d.*, CASE WHEN d."toAt" = d."fromAt" THEN 1 ELSE
        extract(epoch FROM least(d."toAt", m.at + interval '1 minute') - greatest(d."fromAt", m.at))::float8
        / extract(epoch FROM d."toAt" - d."fromAt")::float8 END AS share
      FROM dropped d, generate_series(date_bin('1 minute', d."fromAt", 'epoch'), d."toAt", interval '1 minute') AS m(at)
    ), due AS (
      INSERT INTO "ReadingDue" ("machineKey", at) SELECT DISTINCT $1::int, at FROM touched WHERE at >= $13::timestamptz
    ), added AS (
      SELECT date_bin('1 hour', at, 'epoch') AS hour, at, ("toJoules" - coalesce("fromJoules", 0)) * share AS joules,
        coalesce("toCoveredMs" - coalesce("fromCoveredMs", 0), 0) * share AS ms,
        CASE WHEN "toJoules" IS NULL OR "powerSource" IS NULL THEN 0 ELSE 1 << "powerSource" END::int2 AS source
      FROM touched WHERE at < $13::timestamptz
    ), minutes AS (
      INSERT INTO "ReadingMinute" AS r ("machineKey", at, "energyJoules", "coveredMs", readings, "powerSources")
      SELECT $1::int, at, sum(joules), least(sum(ms), 60000), 0, bit_or(source) FROM added GROUP BY at
      ${addToRolled(1)}
    )
    INSERT INTO "ReadingHour" AS r ("machineKey", at, "energyJoules", "coveredMs", readings, "powerSources")
    SELECT $1::int, hour, sum(joules), sum(ms), 0, bit_or(source) FROM added GROUP BY hour
    ${addToRolled(60)}`,
};
