import { type Edges, edgesAround } from '@/shared/domain/dropped-readings.ts';
import { isPossibleRise, type ReadingChunk } from '@/shared/schemas/reading.ts';
import type { ServiceContext } from '../../context.ts';
import { type HotClient, hotTransaction, type Statement } from '../../db.ts';
import type { BootKey } from './find-boot-key.ts';
import { sourceIndex } from './internal.ts';
import { MOST_MINUTE_JOULES } from './minute-rows.ts';

/**
 * A chunk without its readings: dropped on the machine, or come when its day was closed. Where some of the chunks it
 * stands for are stored already (their acknowledgement was lost), only what lies between them is taken. Minutes whose
 * chunks are there are made anew from them; to older ones its part is added.
 */
export async function recordDrops(
  ctx: ServiceContext,
  { machineKey, bootKey }: BootKey,
  chunk: ReadingChunk,
  closedMs: number,
): Promise<void> {
  await hotTransaction(ctx.db, async (client) => {
    // One at a time a boot, so that the same one sent twice finds itself. A wall meter's time has no row to hold.
    await client.query(LOCK_BOOT, [LOCK, bootKey]);
    const stored = await readStored(client, { machineKey, bootKey }, chunk);
    for (const edges of edgesAround(toEdges(chunk), stored).flatMap(withinReason)) {
      const lost = chunk.readings?.agesMs.length ?? chunk.droppedReadings;
      const chunks = chunk.seq - chunk.fromSeq + 1;
      await client.query(ADD_DROP, [
        machineKey,
        bootKey,
        edges.fromSeq,
        edges.toSeq,
        new Date(edges.fromMs).toISOString(),
        new Date(edges.toMs).toISOString(),
        edges.fromJoules,
        edges.toJoules,
        edges.fromCoveredMs,
        edges.toCoveredMs,
        sourceIndex(chunk.powerSource),
        Math.round((lost * (edges.toSeq - edges.fromSeq + 1)) / chunks),
        new Date(closedMs).toISOString(),
      ]);
    }
  });
}

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
  chunk: ReadingChunk,
): Promise<Edges[]> {
  const rows = await client.query<Omit<Edges, 'fromMs' | 'toMs'> & { fromAt: Date; toAt: Date }>(
    FIND_STORED,
    [machineKey, bootKey, chunk.fromSeq, chunk.seq, chunk.fromAt.toISOString(), chunk.toAt.toISOString()],
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
const ADD_DROP: Statement = {
  name: 'metrics.add-drop',
  text: `
    WITH dropped AS (
      INSERT INTO "ReadingDrop" ("machineKey", "bootKey", "fromSeq", "toSeq", "fromAt", "toAt", "fromJoules", "toJoules",
        "fromCoveredMs", "toCoveredMs", "powerSource", readings)
      VALUES ($1::int, $2, $3, $4, $5::timestamptz, $6::timestamptz, $7::float8, $8::float8, $9::float8, $10::float8, $11::int2, $12)
      RETURNING *
    ), touched AS (
      SELECT m.at, d.*, CASE WHEN d."toAt" = d."fromAt" THEN 1 ELSE
        extract(epoch FROM least(d."toAt", m.at + interval '1 minute') - greatest(d."fromAt", m.at))::float8
        / extract(epoch FROM d."toAt" - d."fromAt")::float8 END AS share
      FROM dropped d, generate_series(date_bin('1 minute', d."fromAt", 'epoch'), d."toAt", interval '1 minute') AS m(at)
    ), due AS (
      INSERT INTO "ReadingDue" ("machineKey", at) SELECT $1::int, at FROM touched WHERE at >= $13::timestamptz
    ), added AS (
      SELECT date_bin('1 hour', at, 'epoch') AS hour, at, ("toJoules" - coalesce("fromJoules", 0)) * share AS joules,
        coalesce("toCoveredMs" - coalesce("fromCoveredMs", 0), 0) * share AS ms,
        CASE WHEN "toJoules" IS NULL OR "powerSource" IS NULL THEN 0 ELSE 1 << "powerSource" END::int2 AS source
      FROM touched WHERE at < $13::timestamptz
    ), minutes AS (
      INSERT INTO "ReadingMinute" AS r ("machineKey", at, "energyJoules", "coveredMs", readings, "powerSources")
      SELECT $1::int, at, joules, ms, 0, source FROM added
      ${addToRolled(1)}
    )
    INSERT INTO "ReadingHour" AS r ("machineKey", at, "energyJoules", "coveredMs", readings, "powerSources")
    SELECT $1::int, hour, sum(joules), sum(ms), 0, bit_or(source) FROM added GROUP BY hour
    ${addToRolled(60)}`,
};
