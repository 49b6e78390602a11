import type { RecentPower } from '@/shared/schemas/metric.ts';
import { briefly } from '../../briefly.ts';
import type { ServiceContext } from '../../context.ts';

const MINUTE_MS = 60_000;

/** Mean watts of the last minutes, a value a minute, of every machine that has any: the list's small curves. */
export const readRecentPower = briefly(
  { action: 'lab:read', forMs: 10_000 },
  async (ctx: ServiceContext, { points }: { points: number }) => {
    const toMs = Math.floor(ctx.now().getTime() / MINUTE_MS) * MINUTE_MS;
    const fromMs = toMs - points * MINUTE_MS;
    const rows = await ctx.db.$queryRaw<{ machineId: string; minute: number; watts: number }[]>`
    SELECT m.id AS "machineId", round(extract(epoch FROM r.at - ${new Date(fromMs)}) / 60)::int AS minute,
      r."powerMean" AS watts
    FROM "Machine" m CROSS JOIN LATERAL (
      SELECT at, "powerMean" FROM "ReadingMinute"
      WHERE "machineKey" = m.key AND at >= ${new Date(fromMs)} AND at < ${new Date(toMs)} AND "powerMean" IS NOT NULL
    ) r`;
    const machines = Map.groupBy(rows, (it) => it.machineId);
    const power: RecentPower = {
      fromMs,
      stepMs: MINUTE_MS,
      machines: [...machines].map(([machineId, minutes]) => {
        const watts = Array.from({ length: points }, (): number | null => null);
        for (const it of minutes) watts[it.minute] = Number(it.watts.toFixed(1));
        return { machineId, watts };
      }),
    };
    return power;
  },
);
