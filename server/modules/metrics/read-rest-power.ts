import type { QuietPower } from '@/shared/domain/energy-baseline.ts';
import type { ServiceContext } from '../../context.ts';
import { wideClient, type Statement } from '../../db.ts';
import { BUSY, type CounterOf, columnsOfCounters } from './busy-times.ts';

const LEARNED_DAYS = 7;
const DAY_MS = 24 * 3_600_000;

/**
 * By place among the counters: the 5th percentile of its minutes' mean power in the seven days before `until` in which no session was
 * on any machine it covers, and how many such minutes there are. For other verbs, which have asked for the right.
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
  ]);
  return new Map(rows.map(({ place, ...quiet }) => [place, quiet]));
}

// Each counter's minutes are put in order on their own: all in one order did not fit in memory.
const READ: Statement = {
  name: 'metrics.read-rest-power',
  text: `
    WITH ${BUSY}
    SELECT c.place::int - 1 AS place, q.*
    FROM counters c CROSS JOIN LATERAL (
      SELECT percentile_cont(0.05) WITHIN GROUP (ORDER BY r."energyJoules" * 1000 / r."coveredMs")::float8 AS "p5Watts",
        count(*)::int AS minutes
      FROM unnest(tstzmultirange(tstzrange($4::timestamptz, $5::timestamptz)) - c.ran) AS quiet
      CROSS JOIN LATERAL (
        SELECT "energyJoules", "coveredMs" FROM "ReadingMinute"
        WHERE "machineKey" = c.key AND at >= lower(quiet) AND at <= upper(quiet) - interval '1 minute'
          AND "energyJoules" IS NOT NULL AND "coveredMs" >= 30000
        OFFSET 0
      ) r
    ) q WHERE q.minutes > 0`,
};
