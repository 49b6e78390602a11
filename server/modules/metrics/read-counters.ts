import type { CounterPoint } from '@/shared/domain/energy.ts';
import type { ServiceContext } from '../../context.ts';

/** Looks between the outer cuts, so that a power source used for a good part of the time is named. */
const INNER_LOOKS = 24;

/**
 * The stored energy counters that any window between these cuts needs: per boot its first and last reading, and the
 * neighbours of each cut. Windows computed from the same points add up exactly. A few index look-ups a cut,
 * however many readings lie between.
 */
export async function readCounters(
  ctx: ServiceContext,
  wanted: readonly { machineId: string; cuts: readonly Date[] }[],
): Promise<Map<string, CounterPoint[]>> {
  const points = new Map(wanted.map((it): [string, CounterPoint[]] => [it.machineId, []]));
  const pairs = wanted.flatMap(({ machineId, cuts }) =>
    withInnerLooks(cuts).map((cut) => ({ machineId, cut })),
  );
  if (pairs.length === 0) return points;
  // A boot's counter is null until its first usable reading and never after, so a null last reading means no meter.
  const rows = await ctx.db.$queryRaw<(CounterPoint & { machineId: string })[]>`
    WITH RECURSIVE cuts AS MATERIALIZED (
      SELECT DISTINCT * FROM jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) AS c("machineId" text, cut timestamptz)
    ), hulls AS (
      SELECT "machineId", min(cut) AS low, max(cut) AS high FROM cuts GROUP BY 1
    ), boots AS (
      SELECT h."machineId", s."bootId" FROM hulls h CROSS JOIN LATERAL (
        SELECT "bootId" FROM "Sample" WHERE "machineId" = h."machineId" ORDER BY "bootId" LIMIT 1) s
      UNION ALL
      SELECT b."machineId", s."bootId" FROM boots b CROSS JOIN LATERAL (
        SELECT "bootId" FROM "Sample" WHERE "machineId" = b."machineId" AND "bootId" > b."bootId"
        ORDER BY "bootId" LIMIT 1) s
    ), measured AS MATERIALIZED (
      SELECT b."machineId", b."bootId", f.seq AS first, l.seq AS last, f.at AS "firstAt", l.at AS "lastAt"
      FROM boots b JOIN hulls h USING ("machineId")
      CROSS JOIN LATERAL (
        SELECT seq, at, "energyJoules" FROM "Sample"
        WHERE "machineId" = b."machineId" AND "bootId" = b."bootId" ORDER BY seq DESC LIMIT 1) l
      CROSS JOIN LATERAL (
        SELECT seq, at FROM "Sample"
        WHERE "machineId" = b."machineId" AND "bootId" = b."bootId" AND "energyJoules" IS NOT NULL
        ORDER BY seq LIMIT 1) f
      WHERE l."energyJoules" IS NOT NULL AND l.at >= h.low AND f.at <= h.high
    ), found AS (
      SELECT "machineId", "bootId", first AS seq FROM measured
      UNION SELECT "machineId", "bootId", last FROM measured
      UNION SELECT m."machineId", m."bootId", n.seq
      FROM measured m JOIN cuts c ON c."machineId" = m."machineId" AND c.cut BETWEEN m."firstAt" AND m."lastAt"
      CROSS JOIN LATERAL (
        (SELECT seq FROM "Sample" WHERE "machineId" = m."machineId" AND "bootId" = m."bootId" AND at <= c.cut
          AND "energyJoules" IS NOT NULL ORDER BY at DESC LIMIT 1)
        UNION ALL
        (SELECT seq FROM "Sample" WHERE "machineId" = m."machineId" AND "bootId" = m."bootId" AND at >= c.cut
          AND "energyJoules" IS NOT NULL ORDER BY at LIMIT 1)
      ) n
    )
    SELECT s."machineId", s."bootId", s.at, s."energyJoules", s."coveredMs", s."powerSource"
    FROM found JOIN "Sample" s USING ("machineId", "bootId", seq)`;
  for (const { machineId, ...point } of rows) points.get(machineId)?.push(point);
  return points;
}

function withInnerLooks(cuts: readonly Date[]): Date[] {
  const times = cuts.map((it) => it.getTime());
  const low = Math.min(...times);
  const stepMs = (Math.max(...times) - low) / (INNER_LOOKS + 1);
  return [
    ...cuts,
    ...Array.from({ length: INNER_LOOKS }, (_, index) => new Date(low + (index + 1) * stepMs)),
  ];
}
