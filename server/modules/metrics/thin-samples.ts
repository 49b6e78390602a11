import type { ServiceContext } from '../../context.ts';
import { thinnedBefore } from './internal.ts';

const MS_PER_HOUR = 3_600_000;
/** So many thin hours in a row mean that everything older is thin too. */
const THIN_HOURS = 24;

/**
 * Readings older than 48 h become one a minute: the last of each minute and boot. Kept besides are those that the
 * energy of reports hangs on: the first of each quarter hour (days of every time zone begin on one), the first
 * measured one of a boot, and the neighbours of each session's start and end. Walks back hour by hour until a
 * day was thin already, so a long break of the portal is caught up with.
 *
 * @returns how many were deleted.
 */
export async function thinSamples(ctx: ServiceContext): Promise<{ deleted: number }> {
  const oldest = await ctx.db.sample.aggregate({ _min: { at: true } });
  const startMs = oldest._min.at?.getTime();
  if (startMs === undefined) return { deleted: 0 };
  let deleted = 0;
  let thinHours = 0;
  let endMs = Math.floor(thinnedBefore(ctx.now()).getTime() / MS_PER_HOUR) * MS_PER_HOUR;
  while (endMs > startMs && thinHours < THIN_HOURS) {
    const hour = await thinHour(ctx, new Date(endMs - MS_PER_HOUR), new Date(endMs));
    deleted += hour.deleted;
    thinHours = hour.deleted > 0 ? 0 : thinHours + (hour.readings > 0 ? 1 : 0);
    // Nothing here: go on from the newest reading before, not hour by hour through a long break.
    endMs = hour.readings > 0 ? endMs - MS_PER_HOUR : await newestHourEnd(ctx, endMs - MS_PER_HOUR);
  }
  return { deleted };
}

async function newestHourEnd(ctx: ServiceContext, beforeMs: number): Promise<number> {
  const { _max } = await ctx.db.sample.aggregate({
    _max: { at: true },
    where: { at: { lt: new Date(beforeMs) } },
  });
  return _max.at === null ? 0 : (Math.floor(_max.at.getTime() / MS_PER_HOUR) + 1) * MS_PER_HOUR;
}

async function thinHour(
  ctx: ServiceContext,
  from: Date,
  to: Date,
): Promise<{ readings: number; deleted: number }> {
  const [row] = await ctx.db.$queryRaw<{ readings: number; deleted: number }[]>`
    WITH hour AS MATERIALIZED (
      SELECT "machineId", "bootId", seq,
        row_number() OVER (PARTITION BY "machineId", "bootId", date_trunc('minute', at) ORDER BY seq DESC) = 1 AS "lastOfMinute",
        row_number() OVER (
          PARTITION BY "machineId", "bootId", date_bin('15 minutes', at, 'epoch'::timestamptz) ORDER BY seq
        ) = 1 AS "firstOfQuarter",
        "energyJoules" IS NOT NULL AND lag("energyJoules") OVER (PARTITION BY "machineId", "bootId" ORDER BY seq) IS NULL
          AS "firstMeasured"
      FROM "Sample" WHERE at >= ${from} AND at < ${to}
    ), edges AS (
      SELECT r."machineId", e.at FROM "Session" s JOIN "SessionRank" r ON r."sessionId" = s.id
      CROSS JOIN LATERAL (VALUES (s."createdAt"), (s."endedAt")) AS e(at)
      WHERE e.at >= ${from}::timestamptz - interval '1 hour' AND e.at < ${to}::timestamptz + interval '1 hour'
    ), kept AS (
      SELECT e."machineId", n."bootId", n.seq FROM edges e CROSS JOIN LATERAL (
        (SELECT "bootId", seq FROM "Sample" WHERE "machineId" = e."machineId" AND at <= e.at ORDER BY at DESC LIMIT 1)
        UNION ALL
        (SELECT "bootId", seq FROM "Sample" WHERE "machineId" = e."machineId" AND at >= e.at ORDER BY at LIMIT 1)
      ) n
    ), gone AS (
      DELETE FROM "Sample" s USING hour h
      WHERE s."machineId" = h."machineId" AND s."bootId" = h."bootId" AND s.seq = h.seq
        AND NOT (h."lastOfMinute" OR h."firstOfQuarter" OR h."firstMeasured")
        AND (s."machineId", s."bootId", s.seq) NOT IN (SELECT "machineId", "bootId", seq FROM kept)
      RETURNING 1
    )
    SELECT (SELECT count(*)::int FROM hour) AS readings, (SELECT count(*)::int FROM gone) AS deleted`;
  return row ?? { readings: 0, deleted: 0 };
}
