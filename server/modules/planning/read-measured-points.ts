import type { MlxModel, Quantisation } from '@/shared/data/mlx-models.ts';
import type { KnownPoint } from '@/shared/domain/plan-figures.ts';
import type { Split } from '@/shared/domain/sharding.ts';
import type { ServiceContext } from '../../context.ts';
import type { LabMachineNow } from './read-lab-machines.ts';

type Wanted = {
  model: MlxModel;
  quantisation: Quantisation;
  requests: number;
  machines: readonly LabMachineNow[];
};
type Row = {
  machineIds: string[];
  backend: string;
  parallelism: Split;
  answers: number;
  tokens: number;
  decodeMs: number;
  contextTokens: number;
};

/** Fewer tokens than these say little about a rate. */
const LEAST_TOKENS = 200;

/**
 * Rates of ended sessions of that very model, by their set. Only answers that had the session to themselves count, so
 * they tell of one request at once and of nothing else.
 */
export async function readMeasuredPoints(
  ctx: ServiceContext,
  { model, quantisation, requests, machines }: Wanted,
): Promise<KnownPoint[]> {
  const { repo } = quantisation;
  if (repo === null || requests !== 1) return [];
  const names = [repo, repo.slice(repo.lastIndexOf('/') + 1)];
  const rows = await ctx.db.$queryRaw<Row[]>`
    SELECT ranks.ids AS "machineIds", s.backend, s.parallelism, count(*)::int AS answers,
           sum(g."completionTokens" - 1)::float8 AS tokens, sum(g."decodeMs") AS "decodeMs",
           avg(g."promptTokens" + g."completionTokens")::float8 AS "contextTokens"
    FROM "Session" s
    JOIN "Generation" g ON g."sessionId" = s.id
    CROSS JOIN LATERAL (
      SELECT array_agg(r."machineId" ORDER BY r."machineId") AS ids FROM "SessionRank" r WHERE r."sessionId" = s.id
    ) ranks
    WHERE s."modelId" = ANY(${names}) AND NOT s.simulated AND s."engineSettings" = '{}' AND s."endedAt" IS NOT NULL
      AND g.state = 'completed' AND g."reportedAt" IS NOT NULL AND g."promptTokens" > 0
      AND g."completionTokens" > 1 AND g."decodeMs" > 0 AND g."startedAt" IS NOT NULL AND g."endedAt" IS NOT NULL
      AND NOT EXISTS (
        SELECT FROM "Generation" o WHERE o."sessionId" = s.id AND o.id <> g.id
          AND o."startedAt" < g."endedAt" AND coalesce(o."endedAt", 'infinity') > g."startedAt"
      )
    GROUP BY ranks.ids, s.backend, s.parallelism`;
  const known = new Map(machines.map((it) => [it.id, it]));
  return rows.flatMap((row) => {
    const set = row.machineIds.map((id) => known.get(id));
    if (row.tokens < LEAST_TOKENS || set.some((it) => it?.plan == null)) return [];
    return [toPoint(row, { model, quantisation, set: set.flatMap((it) => it ?? []) })];
  });
}

function toPoint(
  row: Row,
  { model, quantisation, set }: Pick<Wanted, 'model' | 'quantisation'> & { set: readonly LabMachineNow[] },
): KnownPoint {
  const names = set.map(({ name }) => name).join(', ');
  const isOne = set.length === 1;
  return {
    basis: 'measured',
    source: `${row.answers} ${row.answers === 1 ? 'answer' : 'answers'} of ended sessions on ${names}`,
    model: model.id,
    quantisation: quantisation.label,
    machines: set.map(({ plan }) => ({ chip: plan?.chip ?? null, gpuCores: plan?.gpuCores ?? null })),
    split: isOne ? 'single' : row.parallelism,
    link: isOne ? 'none' : row.backend === 'jaccl' ? 'rdma-mesh' : 'tcp',
    fastSync: false,
    contextTokens: row.contextTokens,
    requests: 1,
    decodePerSecond: (row.tokens * 1000) / row.decodeMs,
    prefillPerSecond: null,
    watts: null,
  };
}
