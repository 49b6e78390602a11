import type { Page } from '@/shared/schemas/paging.ts';
import type { ListRunsInput, ModelRun } from '@/shared/schemas/results.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { type Statement, wideClient } from '../../db.ts';
import { RUNS, runsValues } from './runs-sql.ts';

/** The runs that one result is made of, the newest first: figures only, nothing of what was asked or said. */
export async function listRuns(ctx: ServiceContext, input: ListRunsInput): Promise<Page<ModelRun>> {
  authorize(ctx, 'report:read');
  const { key, cursor, limit } = input;
  const found = await wideClient(ctx.db).query<ModelRun>(LIST, [
    ...runsValues(input),
    key.modelId,
    key.kinds,
    key.backend,
    key.parallelism,
    key.mlx,
    key.mlxLm,
    key.step,
    cursor?.at.toISOString() ?? 'infinity',
    cursor?.id ?? '',
    limit + 1,
    key.engineSettings,
  ]);
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return { rows, nextCursor: found.length > limit && last ? { at: last.endedAt, id: last.id } : null };
}

const LIST: Statement = {
  name: 'results.list-runs',
  text: `${RUNS}
    SELECT id, "sessionId", "endedAt", "promptTokens", "completionTokens", "timeToFirstTokenMs" AS "firstTokenMs",
      rate AS "tokensPerSecond", "energyJoules"
    FROM placed
    WHERE "modelId" = $6 AND kinds = $7::text[] AND backend = $8 AND parallelism = $9
      AND mlx IS NOT DISTINCT FROM $10 AND "mlxLm" IS NOT DISTINCT FROM $11 AND step = $12::int
      AND "engineSettings" = $16
      AND ("endedAt", id) < ($13::timestamptz, $14)
    ORDER BY "endedAt" DESC, id DESC LIMIT $15::int`,
};
