import { randomUUID } from 'node:crypto';
import { POWER_SOURCES, type PowerSource } from '@/shared/schemas/machine.ts';
import type { ServiceContext } from '../context.ts';
import { rollUp } from '../modules/metrics/index.ts';
import { DAY_MS, ensureDays } from '../modules/metrics/partitions.ts';

type Steady = {
  machineId: string;
  from: Date;
  to: Date;
  /** `null`: a machine that reports and has no meter. */
  watts?: number | null;
  bootId?: string;
  source?: PowerSource;
  chunkSeconds?: number;
};

/** Chunks of a machine with constant power, straight into the table: a day of them in a moment. Rolled up. */
export async function makeSteadyReadings(
  ctx: ServiceContext,
  { machineId, from, to, watts = 100, bootId = randomUUID(), source = 'smc_pstr', chunkSeconds = 10 }: Steady,
): Promise<void> {
  const days = Math.ceil((to.getTime() - from.getTime()) / DAY_MS) + 1;
  await ensureDays(
    ctx,
    Array.from({ length: days + 1 }, (_, day) => from.getTime() + day * DAY_MS),
  );
  await ctx.db.$executeRaw`
    INSERT INTO "Boot" ("machineKey", "bootId", "firstSeenAt") SELECT key, ${bootId}, ${from} FROM "Machine"
    WHERE id = ${machineId} ON CONFLICT DO NOTHING`;
  await ctx.db.$executeRaw`
    WITH added AS (
      INSERT INTO "ReadingChunk" ("machineKey", "bootKey", seq, "fromAt", "toAt", "fromJoules", "toJoules",
        "fromCoveredMs", "toCoveredMs", "powerSource", readings)
      SELECT b."machineKey", b.key, i, c.at, c."end", t.s * ${watts}::float8, t.e * ${watts}::float8,
        CASE WHEN ${watts}::float8 IS NOT NULL THEN t.s * 1000 END, CASE WHEN ${watts}::float8 IS NOT NULL THEN t.e * 1000 END,
        CASE WHEN ${watts}::float8 IS NOT NULL THEN ${POWER_SOURCES.indexOf(source)}::int2 END, ${chunkSeconds}::int2
      FROM "Boot" b JOIN "Machine" m ON m.key = b."machineKey" AND m.id = ${machineId} AND b."bootId" = ${bootId},
        generate_series(${from}::timestamptz, ${to}::timestamptz - interval '1 ms', make_interval(secs => ${chunkSeconds}::float8))
          WITH ORDINALITY AS g(at, i),
        LATERAL (SELECT g.at, least(g.at + make_interval(secs => ${chunkSeconds}::float8), ${to}::timestamptz) AS "end") c,
        LATERAL (SELECT extract(epoch FROM c.at - ${from}::timestamptz)::float8 AS s,
          extract(epoch FROM c."end" - ${from}::timestamptz)::float8 AS e) t
      RETURNING "machineKey", "fromAt", "toAt"
    )
    INSERT INTO "ReadingDue" ("machineKey", at)
    SELECT DISTINCT "machineKey", minute FROM added,
      generate_series(date_bin('1 minute', "fromAt", 'epoch'), "toAt", interval '1 minute') AS minute`;
  await rollUp(ctx);
}
