import type { Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';

/** From when to when each machine has measured power: the hour of its first such reading to the minute of its last. */
export async function readMeasured(
  ctx: ServiceContext,
  machineIds: readonly string[],
): Promise<Map<string, Span>> {
  if (machineIds.length === 0) return new Map();
  const rows = await ctx.db.$queryRaw<(Span & { id: string })[]>`
    SELECT m.id, first.at AS "from", coalesce(minute.at + interval '1 minute', last.at + interval '1 hour') AS "to"
    FROM "Machine" m
    CROSS JOIN LATERAL (
      SELECT at FROM "ReadingHour" WHERE "machineKey" = m.key AND "energyJoules" IS NOT NULL ORDER BY at LIMIT 1) first
    CROSS JOIN LATERAL (
      SELECT at FROM "ReadingHour" WHERE "machineKey" = m.key AND "energyJoules" IS NOT NULL ORDER BY at DESC LIMIT 1) last
    LEFT JOIN LATERAL (
      SELECT at FROM "ReadingMinute" WHERE "machineKey" = m.key AND "energyJoules" IS NOT NULL AND at >= last.at
      ORDER BY at DESC LIMIT 1) minute ON true
    WHERE m.id = ANY(${[...machineIds]})`;
  return new Map(rows.map(({ id, ...span }) => [id, span]));
}
