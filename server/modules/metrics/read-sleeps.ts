import type { Span } from '@/shared/domain/usage.ts';
import type { SessionSeries } from '@/shared/schemas/metric.ts';
import type { ServiceContext } from '../../context.ts';

const MOST = 200;

/** When these machines did not run within the window, as their agents said once they did again; newest first. */
export async function readSleeps(
  ctx: ServiceContext,
  machineIds: readonly string[],
  { from, to }: Span,
): Promise<SessionSeries['sleeps']> {
  // A sleep is told at its end, which may be after the window.
  const rows = await ctx.db.$queryRaw<SessionSeries['sleeps']>`
    SELECT "machineId", greatest(at - ms, ${from}) AS from, least(at, ${to}) AS to, sure AS "isSure" FROM (
      SELECT "machineId", at, make_interval(secs => (detail->>'ms')::float8 / 1000) AS ms,
        coalesce((detail->>'sure')::bool, false) AS sure
      FROM "AgentEvent"
      WHERE "machineId" = ANY(${[...machineIds]}) AND kind = 'slept' AND at > ${from}
    ) e WHERE at - ms < ${to} ORDER BY at DESC LIMIT ${MOST}::int`;
  return rows;
}
