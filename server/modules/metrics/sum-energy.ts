import { MINUTE_MS, type MsSpan } from '@/shared/domain/energy-pieces.ts';
import { chunkWithin, readingTimes } from '@/shared/domain/reading-chunk.ts';
import type { PowerSource } from '@/shared/schemas/machine.ts';
import { MOST_WATTS } from '@/shared/schemas/bounds.ts';
import { LONGEST_DROP_MS } from '@/shared/schemas/reading.ts';
import type { ServiceContext } from '../../context.ts';
import { wideClient, type Statement } from '../../db.ts';
import { COUNTERS, sourcesOf } from './internal.ts';
import { sumHours } from './sum-hours.ts';

/** A span of one machine's counter or one wall meter's; `key` is the caller's place for it, and several may have the same. */
export type EnergyPiece = MsSpan & { key: number; machineId: string };
/** `joules: null`: nothing was measured. */
export type EnergySum = { joules: number | null; coveredMs: number; sources: PowerSource[] };

/**
 * Energy of many spans at once, summed by key: `hours` and `minutes` from the roll-ups (they begin and end on whole
 * ones), `rests` of a few minutes from the chunks. Where a rest's chunks are gone already, its minute rows are cut by
 * time. For other verbs, which have asked for the right.
 *
 * @returns the sum of each key at its place; none where no row is of it.
 */
export async function sumEnergy(
  ctx: ServiceContext,
  pieces: { hours: EnergyPiece[]; minutes: EnergyPiece[]; rests: EnergyPiece[] },
): Promise<(EnergySum | undefined)[]> {
  const sums: EnergyPart[] = [];
  const add: AddEnergy = (key, joules, coveredMs, powerSources) => {
    const own = sums[key];
    if (!own) sums[key] = { key, joules, coveredMs, powerSources };
    else {
      if (joules !== null) own.joules = (own.joules ?? 0) + joules;
      own.coveredMs += coveredMs;
      own.powerSources |= powerSources;
    }
  };
  const [, minutes, rests] = await Promise.all([
    sumHours(ctx, pieces.hours, add),
    sumMinutes(ctx, pieces.minutes),
    readRests(ctx, pieces.rests),
  ]);
  for (const it of [...minutes, ...rests]) add(it.key, it.joules, it.coveredMs, it.powerSources);
  return Array.from(
    sums,
    (sum) => sum && { joules: sum.joules, coveredMs: sum.coveredMs, sources: sourcesOf(sum.powerSources) },
  );
}

/** Adds a part to its key's sum. */
export type AddEnergy = (key: number, joules: number | null, coveredMs: number, powerSources: number) => void;

function sumOf(key: number, parts: readonly EnergyPart[]): EnergyPart {
  const measured = parts.flatMap((it) => it.joules ?? []);
  return {
    key,
    joules: measured.length === 0 ? null : measured.reduce((sum, it) => sum + it, 0),
    coveredMs: parts.reduce((sum, it) => sum + it.coveredMs, 0),
    powerSources: parts.reduce((bits, it) => bits | it.powerSources, 0),
  };
}

/** Bit i of `powerSources` is `POWER_SOURCES[i]`. */
type EnergyPart = { key: number; joules: number | null; coveredMs: number; powerSources: number };

const PIECES = `(
    SELECT i, place, to_timestamp(f / 1000) AS "from", to_timestamp(t / 1000) AS "to"
    FROM unnest($2::int[], $3::float8[], $4::float8[]) WITH ORDINALITY AS u(place, f, t, i)
  ) p JOIN (
    SELECT place, key FROM unnest($1::text[]) WITH ORDINALITY AS w(id, place)
    JOIN ${COUNTERS} counters USING (id)
  ) m USING (place)`;

// An aggregate a piece, so that each is its own look-up in the index: joined, the planner reads all of the table.
const SUM_MINUTES: Statement = {
  name: 'metrics.sum-minutes',
  text: `
    SELECT p.i::int AS piece, r.* FROM ${PIECES} CROSS JOIN LATERAL (
      SELECT sum("energyJoules" ORDER BY at) AS joules, sum("coveredMs") AS "coveredMs", bit_or("powerSources")::int AS "powerSources"
      FROM "ReadingMinute" WHERE "machineKey" = m.key AND at >= p."from" AND at < p."to"
    ) r WHERE r."coveredMs" IS NOT NULL ORDER BY p.i`,
};

async function sumMinutes(ctx: ServiceContext, pieces: readonly EnergyPiece[]): Promise<EnergyPart[]> {
  if (pieces.length === 0) return [];
  const rows = await wideClient(ctx.db).query<Omit<EnergyPart, 'key'> & { piece: number }>(
    SUM_MINUTES,
    columnsOf(pieces),
  );
  return rows.map(({ piece, ...part }) => ({ ...part, key: pieces[piece - 1]!.key }));
}

/** Machines once, and numbers as one text each: the driver would go through thousands of values on its own. */
function columnsOf(pieces: readonly EnergyPiece[]): unknown[] {
  const places = new Map<string, number>();
  for (const { machineId } of pieces) if (!places.has(machineId)) places.set(machineId, places.size + 1);
  const column = (of: (it: EnergyPiece) => number | undefined): string => `{${pieces.map(of).join(',')}}`;
  return [
    [...places.keys()],
    column((it) => places.get(it.machineId)),
    column((it) => it.fromMs),
    column((it) => it.toMs),
  ];
}

type ChunkRow = {
  piece: number;
  fromAt: Date;
  toAt: Date;
  joules: number | null;
  coveredMs: number;
  source: number | null;
  readings: number;
  agesMs: number[] | null;
  powerWatts: (number | null)[] | null;
};
type MinuteRow = { piece: number; at: Date; joules: number | null; coveredMs: number; powerSources: number };

async function readRests(ctx: ServiceContext, pieces: readonly EnergyPiece[]): Promise<EnergyPart[]> {
  if (pieces.length === 0) return [];
  const client = wideClient(ctx.db);
  // Whole minutes are looked at: within one whose chunks are there, a piece without a chunk has none.
  const values = columnsOf(pieces.map(toWholeMinutes));
  const chunks = Map.groupBy(await client.query<ChunkRow>(READ_CHUNKS, values), (it) => it.piece);
  const bare = pieces.flatMap((piece, index) => (chunks.has(index + 1) ? [] : [{ ...piece, index }]));
  const minutes = bare.length === 0 ? [] : await client.query<MinuteRow>(READ_MINUTES, columnsOf(bare));
  return [
    ...[...chunks].map(([index, rows]) => {
      const piece = pieces[index - 1]!;
      const parts = rows.map((row) => cutChunk(row, piece));
      return withinReason(sumOf(piece.key, parts), piece.toMs - piece.fromMs);
    }),
    ...minutes.map((row) => cutMinute(row, bare[row.piece - 1]!)),
  ];
}

const toWholeMinutes = (piece: EnergyPiece): EnergyPiece => ({
  ...piece,
  fromMs: Math.floor(piece.fromMs / MINUTE_MS) * MINUTE_MS,
  toMs: Math.ceil(piece.toMs / MINUTE_MS) * MINUTE_MS,
});

/** Chunks that overlap hold no more together than one machine can draw in the time, as in a minute's row. */
const withinReason = (part: EnergyPart, lengthMs: number): EnergyPart => ({
  ...part,
  joules: part.joules === null ? null : Math.min(part.joules, (lengthMs / 1000) * MOST_WATTS),
  coveredMs: Math.min(part.coveredMs, lengthMs),
});

function cutChunk(row: ChunkRow, piece: EnergyPiece): EnergyPart {
  const span = { fromMs: row.fromAt.getTime(), toMs: row.toAt.getTime() };
  const readingsMs = readingTimes(span, row.readings, row.agesMs);
  const part = chunkWithin({ ...span, ...row, readingsMs, powerWatts: row.powerWatts ?? [] }, piece);
  const isMeasured = part.coveredMs > 0 && row.source !== null;
  const joules = part.coveredMs > 0 || (part.joules ?? 0) > 0 ? part.joules : null;
  return { key: piece.key, ...part, joules, powerSources: isMeasured ? 1 << row.source! : 0 };
}

function cutMinute({ at, joules, coveredMs, powerSources }: MinuteRow, piece: EnergyPiece): EnergyPart {
  const fromMs = Math.max(at.getTime(), piece.fromMs);
  const share = Math.max(0, Math.min(at.getTime() + MINUTE_MS, piece.toMs) - fromMs) / MINUTE_MS;
  return {
    key: piece.key,
    joules: joules === null ? null : joules * share,
    coveredMs: coveredMs * share,
    powerSources,
  };
}

const ENERGY = `"toJoules" - coalesce("fromJoules", 0) AS joules,
  coalesce("toCoveredMs" - coalesce("fromCoveredMs", 0), 0) AS "coveredMs", "powerSource" AS source`;
const longest = `interval '${LONGEST_DROP_MS / 1000} seconds'`;

// OFFSET 0 keeps each piece a look-up of its own.
const READ_CHUNKS: Statement = {
  name: 'metrics.read-chunks',
  text: `
    SELECT p.i::int AS piece, c.* FROM ${PIECES} CROSS JOIN LATERAL (
      SELECT "fromAt", "toAt", ${ENERGY}, readings::int, "agesMs", "powerWatts" FROM "ReadingChunk"
      WHERE "machineKey" = m.key AND "toAt" >= p."from" AND "toAt" < p."to" + interval '2 minutes' AND "fromAt" < p."to"
      UNION ALL
      SELECT "fromAt", "toAt", ${ENERGY}, 0, NULL, NULL FROM "ReadingDrop"
      WHERE "machineKey" = m.key AND "toAt" >= p."from" AND "toAt" < p."to" + ${longest} AND "fromAt" < p."to"
      OFFSET 0
    ) c ORDER BY p.i, c."toAt", c."fromAt"`,
};
const READ_MINUTES: Statement = {
  name: 'metrics.read-minutes',
  text: `
    SELECT p.i::int AS piece, r.* FROM ${PIECES} CROSS JOIN LATERAL (
      SELECT at, "energyJoules" AS joules, "coveredMs", "powerSources"::int FROM "ReadingMinute"
      WHERE "machineKey" = m.key AND at > p."from" - interval '1 minute' AND at < p."to"
      OFFSET 0
    ) r ORDER BY p.i, r.at`,
};
