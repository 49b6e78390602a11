import type { Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';

/** How long a machine told its load without telling its power, in seconds, and Σ load × seconds. */
export type UnmeteredLoad = { seconds: number; loadSeconds: number };

/** By machine, from the hours that begin in the window: of each the mean load of its busier processor. */
export async function readUnmeteredLoad(
  ctx: ServiceContext,
  machineIds: readonly string[],
  { from, to }: Span,
): Promise<Map<string, UnmeteredLoad>> {
  if (machineIds.length === 0) return new Map();
  const rows = await ctx.db.$queryRaw<(UnmeteredLoad & { id: string })[]>`
    SELECT m.id, sum(seconds)::float8 AS seconds,
      sum(seconds * greatest(coalesce("gpuMean", 0), coalesce("cpuMean", 0)))::float8 AS "loadSeconds"
    FROM "Machine" m CROSS JOIN LATERAL (
      SELECT least(readings, 3600) AS seconds, "gpuMean", "cpuMean" FROM "ReadingHour"
      WHERE "machineKey" = m.key AND at >= ${from} AND at < ${to} AND "energyJoules" IS NULL
        AND ("gpuMean" IS NOT NULL OR "cpuMean" IS NOT NULL)
    ) h WHERE m.id = ANY(${[...machineIds]}) GROUP BY m.id`;
  return new Map(rows.map(({ id, ...load }) => [id, load]));
}
