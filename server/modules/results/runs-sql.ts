import { CONTEXT_STEPS } from '@/shared/domain/model-results.ts';
import type { ListResultsInput } from '@/shared/schemas/results.ts';

/** Fewer tokens than these say little about a rate. */
const LEAST_TOKENS = 16;

/**
 * `runs`: whole answers that ended in the window and are of no benchmark, with their rate, and `sets`: on what Macs. Whoever had its session to
 * itself is found from its neighbours by start, so that each answer is looked at once.
 */
export const RUNS = `
  WITH near AS (
    SELECT g.*,
      max(coalesce(g."endedAt", 'infinity')) OVER (
        PARTITION BY g."sessionId" ORDER BY g."startedAt", g.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
      ) AS "othersEnd",
      lead(g."startedAt") OVER (PARTITION BY g."sessionId" ORDER BY g."startedAt", g.id) AS "nextStart"
    FROM (
      SELECT id, "sessionId", source, state, "startedAt", "endedAt", "promptTokens", "completionTokens", "timeToFirstTokenMs",
        "decodeMs", "energyJoules"
      FROM "Generation"
      WHERE "startedAt" IS NOT NULL AND ("endedAt" IS NULL AND state = 'running'
        OR "endedAt" >= $1::timestamptz - interval '1 day' AND "endedAt" < $2::timestamptz + interval '1 day')
    ) g
  ), runs AS (
    SELECT n.*, width_bucket(n."promptTokens", $5::int[]) AS step,
      (n."completionTokens" - 1) * 1000 / n."decodeMs" AS rate
    FROM near n
    WHERE n."endedAt" >= $1::timestamptz AND n."endedAt" < $2::timestamptz AND n.state IN ('completed', 'length')
      AND n.source <> 'benchmark'
      AND n."promptTokens" > 0 AND n."completionTokens" >= ${LEAST_TOKENS} AND n."decodeMs" > 0
      AND (NOT $4::bool OR (coalesce(n."othersEnd" <= n."startedAt", true) AND coalesce(n."nextStart" >= n."endedAt", true)))
  ), sets AS (
    SELECT r."sessionId", array_agg(coalesce(m."catalogId", '') ORDER BY coalesce(m."catalogId", '')) AS kinds,
      array_agg(r."machineId" ORDER BY r."machineId") AS "machineIds"
    FROM "SessionRank" r JOIN "Machine" m ON m.id = r."machineId"
    WHERE r."sessionId" IN (SELECT "sessionId" FROM runs) GROUP BY 1
  ), placed AS (
    SELECT runs.*, sets.kinds, sets."machineIds", s."modelId", s."modelTitle", s.backend, s.parallelism, s.mlx, s."mlxLm", s."engineSettings"
    FROM runs JOIN sets USING ("sessionId") JOIN "Session" s ON s.id = runs."sessionId" AND s.simulated = $3::bool
  )`;

/** `$1` to `$5`. */
export const runsValues = ({ from, to, simulated, alone }: ListResultsInput): unknown[] => [
  from.toISOString(),
  to.toISOString(),
  simulated,
  alone,
  [...CONTEXT_STEPS],
];
