import type { ServiceContext } from '../../context.ts';

/** How far the readings of each machine or wall meter reach; one that has never sent one is left out. */
export async function readReach(
  ctx: ServiceContext,
  machineIds: readonly string[],
): Promise<Map<string, Date>> {
  const rows = await ctx.db.$queryRaw<{ id: string; at: Date }[]>`
    SELECT m.id, greatest(c."toAt", d."toAt") AS at
    FROM "Machine" m
    LEFT JOIN LATERAL (
      SELECT "toAt" FROM "ReadingChunk" WHERE "machineKey" = m.key ORDER BY "toAt" DESC LIMIT 1) c ON true
    LEFT JOIN LATERAL (
      SELECT "toAt" FROM "ReadingDrop" WHERE "machineKey" = m.key ORDER BY "toAt" DESC LIMIT 1) d ON true
    WHERE m.id = ANY(${[...new Set(machineIds)]}) AND (c."toAt" IS NOT NULL OR d."toAt" IS NOT NULL)
    UNION ALL
    SELECT id, "lastAt" FROM "WallMeter" WHERE id = ANY(${[...new Set(machineIds)]}) AND "lastAt" IS NOT NULL`;
  return new Map(rows.map((it) => [it.id, it.at]));
}
