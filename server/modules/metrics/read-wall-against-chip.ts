import type { WallAgainstChip } from '@/shared/domain/wall-meter.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';

const LEARNED_DAYS = 90;
/** Of an hour that is measured. */
const WHOLE_MS = 0.99 * 3_600_000;

/** The last 90 days. */
export const learnedSpan = (now: Date): Span => ({
  from: new Date(now.getTime() - LEARNED_DAYS * 24 * 3_600_000),
  to: now,
});

/**
 * By wall meter: hours of a time in which it and every machine on it were measured throughout, each host
 * once, by the machine that draws what the host draws.
 */
export async function readWallAgainstChip(
  ctx: ServiceContext,
  { from, to }: Span,
): Promise<Map<string, WallAgainstChip[]>> {
  const rows = await ctx.db.$queryRaw<(WallAgainstChip & { id: string })[]>`
    WITH hosts AS (
      SELECT DISTINCT ON (w.id, h.at, coalesce(r."hostId", m.id)) w.id, h.at, h."energyJoules" AS wall, h."coveredMs" AS ms,
        c."energyJoules" AS chip, c."coveredMs" AS "chipMs"
      FROM "WallMeter" w JOIN "ReadingHour" h ON h."machineKey" = w.key AND h.at >= ${from}
        AND h.at + interval '1 hour' <= ${to} AND h."coveredMs" >= ${WHOLE_MS}
      JOIN "WallMeterLink" l ON l."meterId" = w.id AND l."startsAt" < h.at + interval '1 hour'
        AND (l."endsAt" IS NULL OR l."endsAt" > h.at)
      JOIN "Machine" m ON m.id = l."machineId" LEFT JOIN "MachineReport" r ON r."machineId" = m.id
      LEFT JOIN "ReadingHour" c ON c."machineKey" = m.key AND c.at = h.at
      ORDER BY w.id, h.at, coalesce(r."hostId", m.id), c."coveredMs" DESC NULLS LAST
    )
    SELECT id, min(wall) AS "wallJoules", sum(chip) AS "chipJoules", min(ms) AS ms FROM hosts
    GROUP BY id, at HAVING bool_and(coalesce("chipMs", 0) >= ${WHOLE_MS})`;
  return Map.groupBy(rows, (it) => it.id);
}
