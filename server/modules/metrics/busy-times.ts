import type { Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { type Statement, wideClient } from '../../db.ts';
import { COUNTERS, doublesOf } from './internal.ts';

/** A counter, and the machines that it measures: of one whose machines change there are several. */
export type CounterOf = { counterId: string; covers: readonly string[] };

/** The first three values of a statement with `BUSY`. */
export const columnsOfCounters = (counters: readonly CounterOf[]): unknown[] => [
  counters.map((it) => it.counterId),
  counters.flatMap((it, index) => it.covers.map(() => index + 1)),
  counters.flatMap((it) => it.covers),
];

const COVERED = 'unnest($2::int[], $3::text[]) AS covered(place, machine)';

/** One value of many times, each from one moment to another. */
type Gather = (from: string, to: string) => string;
const asRanges: Gather = (from, to) => `range_agg(tstzrange(${from}, greatest(${from}, ${to})))`;
const asBytes: Gather = (from, to) =>
  `string_agg(float8send(date_part('epoch', ${from})) || float8send(date_part('epoch', ${to})), ''::bytea)`;

const busy = (gather: Gather): string => `
  ran AS (
    SELECT covered.place, ${gather('s."createdAt"', 'coalesce(s."endedAt", $5::timestamptz)')} AS times
    FROM ${COVERED} JOIN "SessionRank" r ON r."machineId" = covered.machine JOIN "Session" s ON s.id = r."sessionId"
    WHERE s."createdAt" < $5::timestamptz AND (s."endedAt" IS NULL OR s."endedAt" > $4::timestamptz)
    GROUP BY covered.place
  ), held AS (
    SELECT covered.place, ${gather('k."startsAt"', 'least(k."endsAt", b."endedAt")')} AS times
    FROM ${COVERED} JOIN "MachineBlock" k ON k."machineId" = covered.machine LEFT JOIN "Booking" b ON b.id = k."bookingId"
    WHERE k."startsAt" < $5::timestamptz AND k."endsAt" > $4::timestamptz
      AND (b.status IN ('confirmed', 'ended') OR (k.kind = 'maintenance' AND NOT k.waits))
    GROUP BY covered.place
  )`;

/**
 * SQL that begins with counters ($1 their ids, $2 and $3 which machine each covers, by its place from 1 on) within $4 to
 * $5: `ran` is when a session was on one of them, `held` when one was booked or in maintenance.
 */
export const BUSY = `${busy(asRanges)}, counters AS MATERIALIZED (
    SELECT c.place, k.key, coalesce(ran.times, '{}') AS ran, coalesce(held.times, '{}') AS held
    FROM unnest($1::text[]) WITH ORDINALITY AS c(id, place)
    JOIN ${COUNTERS} k USING (id)
    LEFT JOIN ran USING (place) LEFT JOIN held USING (place)
  )`;

/**
 * When a session was on a counter's machines, and when one of them was booked or in maintenance: pairs of milliseconds,
 * from and to, in no order. They may overlap, and one may end before it begins.
 */
export type BusyTimes = { ran: Float64Array; held: Float64Array };

/** The busy times of counters within a time, by their places. */
export async function readBusyTimes(
  ctx: ServiceContext,
  { from, to }: Span,
  counters: readonly CounterOf[],
): Promise<BusyTimes[]> {
  const rows = await wideClient(ctx.db).query<{ ran: Buffer | null; held: Buffer | null }>(READ, [
    ...columnsOfCounters(counters),
    from.toISOString(),
    to.toISOString(),
  ]);
  const timesOf = (sent: Buffer | null): Float64Array =>
    sent ? doublesOf(sent).map((seconds) => seconds * 1000) : new Float64Array();
  return rows.map(({ ran, held }) => ({ ran: timesOf(ran), held: timesOf(held) }));
}

// A year's thousands of times as ranges and text took four times as long.
const READ: Statement = {
  name: 'metrics.read-busy-times',
  text: `WITH ${busy(asBytes)} SELECT ran.times AS ran, held.times AS held
    FROM unnest($1::text[]) WITH ORDINALITY AS c(id, place)
    LEFT JOIN ran USING (place) LEFT JOIN held USING (place) ORDER BY place`,
};
