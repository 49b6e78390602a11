import type { MsSpan } from '@/shared/domain/energy-pieces.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { type Statement, wideClient } from '../../db.ts';
import { COUNTERS } from './internal.ts';

/** A counter, and the machines that it measures: of one whose machines change there are several. */
export type CounterOf = { counterId: string; covers: readonly string[] };

/** The first three values of a statement with `BUSY`. */
export const columnsOfCounters = (counters: readonly CounterOf[]): unknown[] => [
  counters.map((it) => it.counterId),
  counters.flatMap((it, index) => it.covers.map(() => index + 1)),
  counters.flatMap((it) => it.covers),
];

const during = (from: string, to: string): string =>
  `range_agg(tstzrange(${from}, greatest(${from}, ${to})))`;
const COVERED = 'unnest($2::int[], $3::text[]) AS covered(place, machine)';

/**
 * SQL that begins with counters ($1 their ids, $2 and $3 which machine each covers, by its place from 1 on) within $4 to
 * $5: `ran` is when a session was on one of them, `held` when one was booked or in maintenance.
 */
export const BUSY = `
  ran AS (
    SELECT covered.place, ${during('s."createdAt"', 'coalesce(s."endedAt", $5::timestamptz)')} AS times
    FROM ${COVERED} JOIN "SessionRank" r ON r."machineId" = covered.machine JOIN "Session" s ON s.id = r."sessionId"
    WHERE s."createdAt" < $5::timestamptz AND (s."endedAt" IS NULL OR s."endedAt" > $4::timestamptz)
    GROUP BY covered.place
  ), held AS (
    SELECT covered.place, ${during('k."startsAt"', 'least(k."endsAt", b."endedAt")')} AS times
    FROM ${COVERED} JOIN "MachineBlock" k ON k."machineId" = covered.machine LEFT JOIN "Booking" b ON b.id = k."bookingId"
    WHERE k."startsAt" < $5::timestamptz AND k."endsAt" > $4::timestamptz
      AND (b.status IN ('confirmed', 'ended') OR (k.kind = 'maintenance' AND NOT k.waits))
    GROUP BY covered.place
  ), counters AS MATERIALIZED (
    SELECT c.place, k.key, coalesce(ran.times, '{}') AS ran, coalesce(held.times, '{}') AS held
    FROM unnest($1::text[]) WITH ORDINALITY AS c(id, place)
    JOIN ${COUNTERS} k USING (id)
    LEFT JOIN ran USING (place) LEFT JOIN held USING (place)
  )`;

/** When a session was on a counter's machines, and when one of them was booked or in maintenance. */
export type BusyTimes = { ran: MsSpan[]; held: MsSpan[] };
type Edges = [fromMs: number, toMs: number][];

/** The busy times of counters within a time, by their places; none for a counter that is not known. */
export async function readBusyTimes(
  ctx: ServiceContext,
  { from, to }: Span,
  counters: readonly CounterOf[],
): Promise<BusyTimes[]> {
  const rows = await wideClient(ctx.db).query<{ place: number; ran: Edges; held: Edges }>(READ, [
    ...columnsOfCounters(counters),
    from.toISOString(),
    to.toISOString(),
  ]);
  const times: BusyTimes[] = counters.map(() => ({ ran: [], held: [] }));
  const spansOf = (edges: Edges): MsSpan[] => edges.map(([fromMs, toMs]) => ({ fromMs, toMs }));
  for (const { place, ran, held } of rows) times[place - 1] = { ran: spansOf(ran), held: spansOf(held) };
  return times;
}

const edges = (times: string): string => `coalesce((SELECT json_agg(json_build_array(
  date_part('epoch', lower(t)) * 1000, date_part('epoch', upper(t)) * 1000)) FROM unnest(${times}) AS t), '[]')`;
const READ: Statement = {
  name: 'metrics.read-busy-times',
  text: `WITH ${BUSY} SELECT place::int, ${edges('ran')} AS ran, ${edges('held')} AS held FROM counters`,
};
