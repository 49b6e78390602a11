import { RUNNING_STATES } from '@/shared/domain/session-states.ts';
import type { UsualStart } from '@/shared/schemas/session-outlook.ts';
import type { ServiceContext } from '../../context.ts';
import { type Statement, wideClient } from '../../db.ts';

const DAY_MS = 86_400_000;
/** A start of long ago was one of other versions and disks. */
const WITHIN_MS = 90 * DAY_MS;
const MOST_STARTS = 50;

type Alike = { modelId: string; machineIds: string[]; backend: string; parallelism: string };
type Row = { starts: number; whole: number[]; steps: Record<string, number> | null };

/**
 * How long the newest starts of this model took until ready, on exactly these machines by the same backend and split.
 * Null when none of them became ready in the last 90 days. One that went on with a loaded model is no such start.
 */
export async function readUsualStart(
  ctx: ServiceContext,
  { modelId, machineIds, backend, parallelism }: Alike,
): Promise<UsualStart | null> {
  const since = new Date(ctx.now().getTime() - WITHIN_MS);
  const values = [modelId, backend, parallelism, since.toISOString(), machineIds.toSorted(), MOST_STARTS];
  const [row] = await wideClient(ctx.db).query<Row>(USUAL, values);
  if (!row || row.starts === 0) return null;
  const [lowMs, medianMs, highMs] = row.whole as [number, number, number];
  const steps = RUNNING_STATES.flatMap((state) => {
    const took = row.steps?.[state];
    return took === undefined ? [] : [{ state, medianMs: took }];
  });
  return { starts: row.starts, medianMs, lowMs, highMs, steps };
}

const USUAL: Statement = {
  name: 'sessions.usual-start',
  text: `
    WITH alike AS (
      SELECT s.id, extract(epoch FROM s."readyAt" - s."createdAt") * 1000 AS ms
      FROM "Session" s
      WHERE s."modelId" = $1 AND s.backend = $2 AND s.parallelism = $3 AND s."createdAt" >= $4::timestamptz
        AND s."readyAt" IS NOT NULL AND s."takesOverId" IS NULL
        AND ARRAY(SELECT r."machineId" FROM "SessionRank" r WHERE r."sessionId" = s.id ORDER BY r."machineId" COLLATE "C") = $5::text[]
      ORDER BY s."createdAt" DESC LIMIT $6::int
    ), took AS (
      SELECT c.state,
        extract(epoch FROM lead(c.at) OVER (PARTITION BY c."sessionId" ORDER BY c.id) - c.at) * 1000 AS ms
      FROM "SessionStateChange" c JOIN alike ON alike.id = c."sessionId"
    )
    SELECT count(*)::int AS starts, percentile_cont(ARRAY[0, 0.5, 1]) WITHIN GROUP (ORDER BY ms) AS whole,
      (SELECT jsonb_object_agg(state, median) FROM (
        SELECT state, percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS median FROM took
        WHERE ms IS NOT NULL AND state IN ('checking', 'preparing', 'connecting', 'loading', 'warming_up', 'proving') GROUP BY state
      ) m) AS steps
    FROM alike`,
};
