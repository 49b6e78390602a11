import { Prisma } from '@/prisma/generated/client.ts';
import type { EnergyStep, QuietPower } from '@/shared/domain/energy-baseline.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { COUNTERS } from './internal.ts';

const LEARNED_DAYS = 7;

/** The counter that is read for a machine, for a time. */
export type CounterSpan = Span & { counterId: string; machineId: string };

/**
 * By counter: the 5th percentile of its minutes' mean power while its machine had this model loaded and answered
 * nothing, in the last 7 days, and how many such minutes there are.
 */
export async function readQuietPower(
  ctx: ServiceContext,
  counters: readonly Pick<CounterSpan, 'counterId' | 'machineId'>[],
  modelFingerprint: string,
): Promise<Map<string, QuietPower>> {
  const now = ctx.now();
  const since = new Date(now.getTime() - LEARNED_DAYS * 24 * 3_600_000);
  // Its busy minutes are laid out once: held against each answer, a week of minutes took seconds.
  const rows = await ctx.db.$queryRaw<(QuietPower & { id: string })[]>`
    WITH loaded AS (
      SELECT c.id, k.key, s.id AS "sessionId", greatest(s."readyAt", ${since}) AS "from", coalesce(s."endedAt", ${now}) AS "to"
      FROM unnest(${counters.map((it) => it.counterId)}::text[], ${counters.map((it) => it.machineId)}::text[]) AS c(id, machine)
      JOIN ${Prisma.raw(COUNTERS)} k ON k.id = c.id
      JOIN "SessionRank" rank ON rank."machineId" = c.machine
      JOIN "Session" s ON s.id = rank."sessionId" AND s."modelFingerprint" = ${modelFingerprint}
        AND s."readyAt" IS NOT NULL AND coalesce(s."endedAt", ${now}) > ${since}
    ), busy AS (
      SELECT g."sessionId", minute.at
      FROM "Generation" g CROSS JOIN LATERAL generate_series(
        date_bin('1 minute', greatest(g."startedAt", ${since}), 'epoch'), coalesce(g."endedAt", ${now}), '1 minute') AS minute(at)
      WHERE g."sessionId" IN (SELECT "sessionId" FROM loaded) AND g."startedAt" IS NOT NULL
        AND minute.at < coalesce(g."endedAt", ${now})
    )
    SELECT l.id, percentile_cont(0.05) WITHIN GROUP (ORDER BY r."powerMean")::float8 AS "p5Watts", count(*)::int AS minutes
    FROM loaded l JOIN "ReadingMinute" r ON r."machineKey" = l.key AND r.at >= l."from"
      AND r.at + interval '1 minute' <= l."to" AND r."powerMean" IS NOT NULL
    WHERE NOT EXISTS (SELECT FROM busy b WHERE b."sessionId" = l."sessionId" AND b.at = r.at)
    GROUP BY l.id`;
  return new Map(rows.map(({ id, ...quiet }) => [id, quiet]));
}

/** A longer time is looked at by the hour. */
const BY_MINUTE_MS = 24 * 3_600_000;

/** Energy and covered time of each whole minute (of a long time each hour) within the spans, by counter. */
export async function readEnergySteps(
  ctx: ServiceContext,
  spans: readonly CounterSpan[],
): Promise<Map<string, EnergyStep[]>> {
  const isLong = spans.some((it) => it.to.getTime() - it.from.getTime() > BY_MINUTE_MS);
  const [table, step] = isLong ? ['ReadingHour', '1 hour'] : ['ReadingMinute', '1 minute'];
  const rows = await ctx.db.$queryRawUnsafe<(EnergyStep & { id: string })[]>(
    `SELECT c.id, r."energyJoules" AS joules, r."coveredMs" / 1000 AS seconds
    FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) AS c(id, "from", "to")
    JOIN ${COUNTERS} k ON k.id = c.id
    JOIN "${table}" r ON r."machineKey" = k.key AND r.at >= c."from" AND r.at + interval '${step}' <= c."to"
    WHERE r."energyJoules" IS NOT NULL`,
    spans.map((it) => it.counterId),
    spans.map((it) => it.from),
    spans.map((it) => it.to),
  );
  return Map.groupBy(rows, (it) => it.id);
}
