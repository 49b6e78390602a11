import { joulesPerToken } from '@/shared/domain/energy-figures.ts';
import { fallOf } from '@/shared/domain/model-results.ts';
import {
  type ListResultsInput,
  type ModelResults,
  MOST_RESULTS,
  type ResultKey,
} from '@/shared/schemas/results.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { type Statement, wideClient } from '../../db.ts';
import { readTimeZone } from '../energy/index.ts';
import { makeExpecter } from '../planning/index.ts';
import { macsOf } from './macs-of.ts';
import { RUNS, runsValues } from './runs-sql.ts';

type Row = ResultKey & {
  modelTitle: string;
  machineIds: string[];
  runs: number;
  promptTokens: number;
  completionTokens: number;
  /** Of lower quartile, median and upper quartile. */
  firstTokenMs: number[] | null;
  rates: number[];
  contextTokens: number;
  joules: number | null;
  tokensMeasured: number;
  measuredMs: number;
  runsMeasured: number;
  firstAt: Date;
  lastAt: Date;
};

/**
 * How fast models answered in `[from, to)`, and on what energy: by model, Macs, backend, versions and length of the
 * question, beside what the planner expects there.
 */
export async function listResults(ctx: ServiceContext, input: ListResultsInput): Promise<ModelResults> {
  authorize(ctx, 'report:read');
  const [rows, timeZone] = await Promise.all([
    wideClient(ctx.db).query<Row>(GROUP, runsValues(input)),
    readTimeZone(ctx),
  ]);
  const expect = rows.length === 0 ? null : await makeExpecter(ctx);
  const results = rows.slice(0, MOST_RESULTS).map(({ machineIds, rates, contextTokens, ...row }) => ({
    ...row,
    macs: macsOf(row.kinds),
    firstTokenMs: row.firstTokenMs && spreadOf(row.firstTokenMs),
    tokensPerSecond: spreadOf(rates),
    joulesPerToken: joulesPerToken(row.joules, row.tokensMeasured, row.measuredMs),
    expected:
      expect?.({ modelId: row.modelId, machineIds, parallelism: row.parallelism, contextTokens }) ?? null,
  }));
  return {
    timeZone,
    results: results.map((it) => ({ ...it, fall: fallOf(it, results) })),
    leftOut: Math.max(0, rows.length - MOST_RESULTS),
  };
}

const spreadOf = ([low, median, high]: number[]) => ({ low: low!, median: median!, high: high! });

const GROUP: Statement = {
  name: 'results.group',
  text: `${RUNS}
    SELECT "modelId", max("modelTitle") AS "modelTitle", kinds, min("machineIds") AS "machineIds", backend, parallelism,
      mlx, "mlxLm", "engineSettings", step, count(*)::int AS runs, sum("promptTokens")::float8 AS "promptTokens",
      sum("completionTokens")::float8 AS "completionTokens",
      percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY "timeToFirstTokenMs") AS "firstTokenMs",
      percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY rate) AS rates,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY "promptTokens" + "completionTokens") AS "contextTokens",
      sum("energyJoules") AS joules, count("energyJoules")::int AS "runsMeasured",
      coalesce(sum("completionTokens") FILTER (WHERE "energyJoules" IS NOT NULL), 0)::float8 AS "tokensMeasured",
      coalesce(sum(extract(epoch FROM "endedAt" - "startedAt") * 1000) FILTER (WHERE "energyJoules" IS NOT NULL), 0)::float8
        AS "measuredMs",
      min("endedAt") AS "firstAt", max("endedAt") AS "lastAt"
    FROM placed
    GROUP BY "modelId", kinds, backend, parallelism, mlx, "mlxLm", "engineSettings", step
    ORDER BY max("modelTitle"), "modelId", cardinality(kinds) DESC, kinds, backend, parallelism, step, max("endedAt") DESC`,
};
