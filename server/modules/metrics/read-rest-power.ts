import type { QuietPower } from '@/shared/domain/energy-baseline.ts';
import type { ServiceContext } from '../../context.ts';
import { wideClient, type Statement } from '../../db.ts';
import { BUSY, type CounterOf, columnsOfCounters } from './busy-times.ts';

const LEARNED_DAYS = 7;
/** A day at rest tells a 5th percentile as well as a week does, and the newest is the truest. */
const LEARNED_MINUTES = 1440;
const DAY_MS = 24 * 3_600_000;

/**
 * By place among the counters: the 5th percentile of the mean power of its newest minutes at rest, at most 1,440 of the
 * seven days before `until`, and how many they are. At rest no session was on any machine it covers. For other verbs,
 * which have asked for the right.
 */
export async function readRestPower(
  ctx: ServiceContext,
  counters: readonly CounterOf[],
  until: Date,
): Promise<Map<number, QuietPower>> {
  if (counters.length === 0) return new Map();
  const since = new Date(until.getTime() - LEARNED_DAYS * DAY_MS);
  const rows = await wideClient(ctx.db).query<QuietPower & { place: number }>(READ, [
    ...columnsOfCounters(counters),
    since.toISOString(),
    until.toISOString(),
    LEARNED_MINUTES,
  ]);
  return new Map(rows.map(({ place, ...quiet }) => [place, quiet]));
}

// The newest come first on their own, each from its index: put in order here, all of a week would be read.
const READ: Statement = {
  name: 'metrics.read-rest-power',
  text: `
    WITH ${BUSY}
    SELECT c.place::int - 1 AS place, q.*
    FROM counters c CROSS JOIN LATERAL (
      SELECT percentile_cont(0.05) WITHIN GROUP (ORDER BY r.watts)::float8 AS "p5Watts", count(*)::int AS minutes
      FROM (
        SELECT r.watts
        FROM (
          SELECT quiet FROM unnest(tstzmultirange(tstzrange($4::timestamptz, $5::timestamptz)) - c.ran) AS quiet
          ORDER BY lower(quiet) DESC
        ) rests CROSS JOIN LATERAL (
          SELECT "energyJoules" * 1000 / "coveredMs" AS watts FROM "ReadingMinute"
          WHERE "machineKey" = c.key AND at >= lower(quiet) AND at <= upper(quiet) - interval '1 minute'
            AND "energyJoules" IS NOT NULL AND "coveredMs" >= 30000
          ORDER BY at DESC
        ) r LIMIT $6::int
      ) r
    ) q WHERE q.minutes > 0`,
};
