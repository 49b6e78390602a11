import type { ServiceContext } from '../../context.ts';
import { type Statement, wideTransaction } from '../../db.ts';
import { packedHours } from './hour-columns.ts';
import { COUNTERS } from './internal.ts';

/** Chunks that come later than this after a month's end are rare: its columns are then made again. */
const OVER_AFTER_MS = 2 * 24 * 3_600_000;

/**
 * Makes the columns of months that are over and have none, one month at a time, of all counters. Nobody writes hours
 * meanwhile, which takes a moment: what is written afterwards takes the columns with it.
 *
 * @returns how many counters' months were made.
 */
export async function packMonths(ctx: ServiceContext): Promise<{ made: number }> {
  const before = new Date(ctx.now().getTime() - OVER_AFTER_MS).toISOString();
  let made = 0;
  for (;;) {
    const rows = await wideTransaction(ctx.db, async (client) => {
      const [next] = await client.query<{ month: Date }>(NEXT, [before]);
      if (!next) return null;
      await client.query(LOCK, []);
      return client.query(PACK, [next.month.toISOString()]);
    });
    if (rows === null) return { made };
    made += rows.length;
  }
}

// By the first hour of each month that has one: the index on counter and time is asked a month at a time.
const NEXT: Statement = {
  name: 'metrics.next-month-to-pack',
  text: `
    WITH RECURSIVE months AS (
      SELECT c.key, date_trunc('month', (SELECT min(at) FROM "ReadingHour" WHERE "machineKey" = c.key), 'UTC') AS month
      FROM ${COUNTERS} c
      UNION ALL
      SELECT m.key, date_trunc('month', (
        SELECT min(at) FROM "ReadingHour" WHERE "machineKey" = m.key AND at >= m.month + interval '1 month'
      ), 'UTC') FROM months m WHERE m.month IS NOT NULL
    )
    SELECT month FROM months WHERE month + interval '1 month' <= $1::timestamptz
      AND NOT EXISTS (SELECT FROM "ReadingMonth" k WHERE k."machineKey" = months.key AND k.month = months.month)
    ORDER BY month LIMIT 1`,
};
const LOCK: Statement = { name: 'metrics.lock-hours', text: 'LOCK TABLE "ReadingHour" IN SHARE MODE' };
const PACK: Statement = {
  name: 'metrics.pack-month',
  text: `
    INSERT INTO "ReadingMonth" ("machineKey", month, joules, "coveredMs", "powerSources")
    SELECT c.key, $1::timestamptz, h.* FROM ${COUNTERS} c CROSS JOIN LATERAL (
      ${packedHours('c.key', '$1::timestamptz', `$1::timestamptz + interval '1 month'`)}
    ) h WHERE EXISTS (
      SELECT FROM "ReadingHour" WHERE "machineKey" = c.key AND at >= $1::timestamptz
        AND at < $1::timestamptz + interval '1 month'
    ) ON CONFLICT DO NOTHING RETURNING "machineKey"`,
};
