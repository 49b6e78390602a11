import { setImmediate as giveWay } from 'node:timers/promises';
import { HOUR_MS, type MsSpan } from '@/shared/domain/energy-pieces.ts';
import type { ServiceContext } from '../../context.ts';
import { type Statement, wideClient } from '../../db.ts';
import { COUNTERS, doublesOf } from './internal.ts';

/** So many counters' months are unpacked before others have their turn. */
const AT_ONCE = 100;

/**
 * The hours of one counter from `fromMs` on, a place an hour. `joules` NaN: nothing was measured; `coveredMs` NaN: no
 * row is of that hour. `powerSources` are bits (`sourcesOf`).
 */
export type HourColumns = {
  fromMs: number;
  joules: Float64Array;
  coveredMs: Float64Array;
  powerSources: Uint16Array;
};

/**
 * SQL of one row: a counter's hours between two full hours as columns (see `ReadingMonth`). `where`: none are read
 * without.
 */
export const packedHours = (key: string, from: string, to: string, where = 'true'): string => `
  SELECT string_agg(float8send(coalesce(r."energyJoules", 'NaN')), ''::bytea ORDER BY s.at) AS joules,
    string_agg(float8send(CASE WHEN r.at IS NULL THEN 'NaN' ELSE r."coveredMs" END), ''::bytea ORDER BY s.at) AS "coveredMs",
    string_agg(int2send(coalesce(r."powerSources", 0::int2)), ''::bytea ORDER BY s.at) AS "powerSources"
  FROM generate_series(${from}, ${to} - interval '1 hour', interval '1 hour') AS s(at)
  LEFT JOIN "ReadingHour" r ON r."machineKey" = ${key} AND r.at = s.at AND r.at >= ${from} AND r.at < ${to}
  WHERE ${where}`;

type Row = { i: number; from: Date; joules: Buffer; coveredMs: Buffer; powerSources: Buffer };

type Asked = MsSpan & { machineId: string };
type Known = MsSpan & { reading: Promise<HourColumns> };
const known = new WeakMap<ServiceContext, Map<string, Known[]>>();

/**
 * A context for one report that goes through the same hours more than once: those of each counter are read the first
 * time only, and what is written meanwhile is not seen.
 */
export function rememberHours(ctx: ServiceContext): ServiceContext {
  const own = { ...ctx };
  known.set(own, new Map());
  return own;
}

/**
 * Hours of counters (machines or wall meters, by their ids) within spans that begin and end on full ones: from the
 * columns of months where there are some, from the hours themselves else, all of one moment.
 *
 * @returns the columns of each span at its place, to be read alone; all NaN for a counter that is not known.
 */
export async function readHourColumns(ctx: ServiceContext, spans: readonly Asked[]): Promise<HourColumns[]> {
  const remembered = known.get(ctx);
  if (!remembered) return readHours(ctx, spans);
  const holding = ({ machineId, fromMs, toMs }: Asked): Known | undefined =>
    remembered.get(machineId)?.find((it) => it.fromMs <= fromMs && toMs <= it.toMs);
  const missing = spans.filter((it) => !holding(it));
  const reading = readHours(ctx, missing);
  // Told to whoever asked, below.
  reading.catch(() => {});
  for (const [index, { machineId, fromMs, toMs }] of missing.entries()) {
    const own = { fromMs, toMs, reading: reading.then((all) => all[index]!) };
    remembered.set(machineId, [...(remembered.get(machineId) ?? []), own]);
  }
  return Promise.all(spans.map(async (it) => within(it, await holding(it)!.reading)));
}

/** The part of columns that a span is of, without a copy. */
function within({ fromMs, toMs }: MsSpan, columns: HourColumns): HourColumns {
  const [first, last] = [(fromMs - columns.fromMs) / HOUR_MS, (toMs - columns.fromMs) / HOUR_MS];
  const { joules, coveredMs, powerSources } = columns;
  return {
    fromMs,
    joules: joules.subarray(first, last),
    coveredMs: coveredMs.subarray(first, last),
    powerSources: powerSources.subarray(first, last),
  };
}

async function readHours(ctx: ServiceContext, spans: readonly Asked[]): Promise<HourColumns[]> {
  const columns = spans.map(({ fromMs, toMs }) => emptyColumns(fromMs, (toMs - fromMs) / HOUR_MS));
  if (spans.length === 0) return columns;
  const rows = await wideClient(ctx.db).query<Row>(READ, [
    spans.map((it) => it.machineId),
    spans.map((it) => it.fromMs),
    spans.map((it) => it.toMs),
  ]);
  for (const [index, row] of rows.entries()) {
    place(columns[row.i - 1]!, row);
    if (index % AT_ONCE === AT_ONCE - 1) await giveWay();
  }
  return columns;
}

const emptyColumns = (fromMs: number, hours: number): HourColumns => ({
  fromMs,
  joules: new Float64Array(hours).fill(Number.NaN),
  coveredMs: new Float64Array(hours).fill(Number.NaN),
  powerSources: new Uint16Array(hours),
});

/** A row may begin before the span and end after it: months are kept whole. */
function place(columns: HourColumns, { from, joules, coveredMs, powerSources }: Row): void {
  const shift = (from.getTime() - columns.fromMs) / HOUR_MS;
  const first = Math.max(0, -shift);
  const last = Math.min(coveredMs.length / 8, columns.joules.length - shift);
  if (last <= first) return;
  columns.joules.set(doublesOf(joules).subarray(first, last), shift + first);
  columns.coveredMs.set(doublesOf(coveredMs).subarray(first, last), shift + first);
  for (let hour = first; hour < last; hour += 1)
    columns.powerSources[shift + hour] = powerSources.readUInt16BE(hour * 2);
}

// Months are UTC's, as the connection is. Those without columns are read hour by hour, no more of them than is asked for.
const READ: Statement = {
  name: 'metrics.read-hour-columns',
  text: `
    SELECT p.i::int, CASE WHEN k.month IS NULL THEN p."from" ELSE k.month END AS "from",
      coalesce(k.joules, h.joules) AS joules, coalesce(k."coveredMs", h."coveredMs") AS "coveredMs",
      coalesce(k."powerSources", h."powerSources") AS "powerSources"
    FROM (
      SELECT u.i, c.key, m.month, greatest(m.month, u."from") AS "from", least(m.month + interval '1 month', u."to") AS "to"
      FROM (
        SELECT i, id, to_timestamp(f / 1000) AS "from", to_timestamp(t / 1000) AS "to"
        FROM unnest($1::text[], $2::float8[], $3::float8[]) WITH ORDINALITY AS u(id, f, t, i)
      ) u JOIN ${COUNTERS} c USING (id) CROSS JOIN LATERAL generate_series(
        date_trunc('month', u."from", 'UTC'), u."to" - interval '1 microsecond', interval '1 month') AS m(month)
    ) p
    LEFT JOIN "ReadingMonth" k ON k."machineKey" = p.key AND k.month = p.month
    CROSS JOIN LATERAL (${packedHours('p.key', 'p."from"', 'p."to"', 'k.month IS NULL')}) h`,
};
