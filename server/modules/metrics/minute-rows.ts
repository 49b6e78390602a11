import { MOST_WATTS } from '@/shared/schemas/bounds.ts';
import { LONGEST_CHUNK_MS, LONGEST_DROP_MS } from '@/shared/schemas/reading.ts';

/** Chunks that overlap hold no more together than one machine can draw in the time. */
export const MOST_MINUTE_JOULES = 60 * MOST_WATTS;

/** Name in a roll-up's columns, column of a chunk, and its value in the roll-up's unit. */
const METERS = [
  ['power', '"powerWatts"', 'power'],
  ['cpu', '"cpuPermille"', 'cpu / 1000.0::float4'],
  ['gpu', '"gpuPermille"', 'gpu / 1000.0::float4'],
  ['memory', '"memoryUsedMib"', 'memory * 1048576.0::float4'],
  ['temperature', '"temperatureDecidegrees"', 'temperature / 10.0::float4'],
  ['rx', '"rxBytesPerSecond"', 'rx'],
  ['tx', '"txBytesPerSecond"', 'tx'],
] as const;
export const METER_NAMES = METERS.map(([name]) => name);

const FIGURES = METER_NAMES.flatMap((name) => [`"${name}Min"`, `"${name}Mean"`, `"${name}Max"`]);
/** The columns of a minute or hour row, after machine and time. */
export const ROLLED = ['"energyJoules"', '"coveredMs"', 'readings', '"powerSources"', ...FIGURES];
export const ROLLED_UPDATES = ROLLED.map((it) => `${it} = excluded.${it}`).join(', ');

/** The mean of a meter over rolled rows, each by the readings it stands for. */
export const meanOf = (name: (typeof METER_NAMES)[number]): string =>
  `sum("${name}Mean"::float8 * readings) / nullif(sum(readings) FILTER (WHERE "${name}Mean" IS NOT NULL), 0)`;

const seconds = (ms: number): string => `interval '${ms / 1000} seconds'`;
/** Of the edges of a row beside `d.at`, in seconds from the start of the minute. */
const edges = (row: string): string => `
  date_part('epoch', ${row}."fromAt" - d.at) AS "fromS", date_part('epoch', ${row}."toAt" - d.at) AS "toS",
  ${row}."toJoules" - coalesce(${row}."fromJoules", 0) AS joules,
  coalesce(${row}."toCoveredMs" - coalesce(${row}."fromCoveredMs", 0), 0) AS "ms"`;

/** The share of a row's time that lies in the minute; a moment lies in it or doesn't. */
const TIME_SHARE = `CASE WHEN "toS" > "fromS"
  THEN greatest(least("toS", 60) - greatest("fromS", 0), 0) / ("toS" - "fromS") ELSE 1 END`;

/** When reading i of a chunk was taken. */
const TAKEN_S = `coalesce("toS" - age / 1000.0::float8, "fromS" + ("toS" - "fromS") * i / t.readings)`;

/**
 * SQL that makes minute rows anew from what is stored; `due` selects "machineKey" and at. Energy and covered time of
 * a chunk are shared among its minutes as `chunkWithin` (shared/domain) does; a reading belongs to the minute it was
 * taken in. What touches a minute ends at most its longest length later, which is what the index is asked for.
 */
export const minuteRows = (due: string): string => `
  WITH due AS MATERIALIZED (${due}),
  touching AS MATERIALIZED (
    SELECT d.at, c.*, ${edges('c')}
    FROM due d JOIN "ReadingChunk" c ON c."machineKey" = d."machineKey" AND c."toAt" >= d.at
      AND c."toAt" < d.at + ${seconds(60_000 + LONGEST_CHUNK_MS)} AND c."fromAt" < d.at + interval '1 minute'
  ), parts AS (
    SELECT "machineKey", at, "powerSource", ms, joules, ${TIME_SHARE} AS "timeShare",
      CASE WHEN "fromS" >= 0 AND "toS" <= 60 THEN 1 ELSE coalesce((
        SELECT sum(watts * greatest(least(taken, 60) - greatest(since, 0), 0)) / nullif(sum(watts * (taken - since)), 0)
        FROM (
          SELECT coalesce(watts, 0) AS watts, ${TAKEN_S} AS taken, lag(${TAKEN_S}, 1, "fromS") OVER (ORDER BY i) AS since
          FROM unnest(t."agesMs", t."powerWatts") WITH ORDINALITY AS u(age, watts, i)
        ) steps
      ), ${TIME_SHARE}) END AS share
    FROM touching t
    UNION ALL
    SELECT "machineKey", at, "powerSource", ms, joules, ${TIME_SHARE}, ${TIME_SHARE}
    FROM (
      SELECT d.*, r."powerSource", ${edges('r')}
      FROM due d JOIN "ReadingDrop" r ON r."machineKey" = d."machineKey" AND r."toAt" >= d.at
        AND r."toAt" < d.at + ${seconds(60_000 + LONGEST_DROP_MS)} AND r."fromAt" < d.at + interval '1 minute'
    ) dropped
  ), energy AS (
    SELECT "machineKey", at, sum(joules * share) AS joules, least(sum(ms * "timeShare"), 60000) AS ms,
      bit_or(CASE WHEN ms * share > 0 THEN 1 << "powerSource" ELSE 0 END)::int2 AS sources
    FROM parts GROUP BY 1, 2
  ), figures AS (
    SELECT t."machineKey", t.at, count(*)::int AS readings,
      ${METERS.map(([name, , value]) => `min(${value}) AS "${name}Min", avg(${value})::float4 AS "${name}Mean", max(${value}) AS "${name}Max"`).join(', ')}
    FROM touching t, unnest(t."agesMs", ${METERS.map(([, column]) => `t.${column}`).join(', ')})
      WITH ORDINALITY AS u(age, ${METER_NAMES.join(', ')}, i)
    WHERE ${TAKEN_S} >= 0 AND ${TAKEN_S} < 60
    GROUP BY 1, 2
  )
  SELECT "machineKey", at, CASE WHEN joules > ${MOST_MINUTE_JOULES} THEN ${MOST_MINUTE_JOULES} WHEN ms > 0 OR joules > 0 THEN joules END AS "energyJoules", ms AS "coveredMs",
    coalesce(readings, 0) AS readings, coalesce(sources, 0) AS "powerSources",
    ${FIGURES.join(', ')}
  FROM energy LEFT JOIN figures USING ("machineKey", at)`;

const OF_MINUTES = `sum("energyJoules"), sum("coveredMs"), sum(readings)::int, bit_or("powerSources"),
    ${METER_NAMES.map((name) => `min("${name}Min"), ${meanOf(name)}, max("${name}Max")`).join(', ')}`;

/** SQL that makes hour rows from minute rows; `due` selects minutes of the hours. */
export const hourRows = (due: string): string => `
  SELECT d."machineKey", d.at, ${OF_MINUTES}
  FROM (SELECT DISTINCT "machineKey", date_bin('1 hour', at, 'epoch') AS at FROM (${due}) AS minutes) d
  JOIN "ReadingMinute" m ON m."machineKey" = d."machineKey" AND m.at >= d.at AND m.at < d.at + interval '1 hour'
  GROUP BY 1, 2`;

/** The same of all minutes of a machine within `where`: read once, in their order. */
export const hourRowsWithin = (where: string): string => `
  SELECT "machineKey", date_bin('1 hour', at, 'epoch'), ${OF_MINUTES}
  FROM "ReadingMinute" WHERE ${where} GROUP BY 1, 2`;
