import { referencesOf, REFERENCES_COMPILED } from '@/shared/data/energy-references.ts';
import { EC2_MAC_MINIMUM_HOURS } from '@/shared/data/ec2-mac.ts';
import { referenceRanges } from '@/shared/domain/compare-energy.ts';
import { hostedCost } from '@/shared/domain/hosted-cost.ts';
import { joulesPerToken } from '@/shared/domain/energy-figures.ts';
import {
  type Elsewhere,
  type ElsewhereInput,
  type ModelElsewhere,
  MOST_COMPARED,
} from '@/shared/schemas/elsewhere.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { type Statement, wideClient } from '../../db.ts';
import { readHostedPrices } from '../energy/index.ts';
import { compareHosts } from './compare-hosts.ts';
import { inTurn } from './take-turn.ts';

/**
 * The lab's own answers beside what was published of the same models elsewhere, and its booked hours at what rented
 * Macs cost: each with its scope, so that nobody holds unlike things against each other.
 */
export async function compareElsewhere(
  ctx: ServiceContext,
  input: ElsewhereInput,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<Elsewhere> {
  authorize(ctx, 'report:read');
  return inTurn(ctx, signal, async () => {
    const [rows, hosts, prices] = await Promise.all([
      wideClient(ctx.db).query<Row>(BY_MODEL, [
        input.from.toISOString(),
        input.to.toISOString(),
        input.simulated,
      ]),
      compareHosts(ctx, input, signal),
      readHostedPrices(ctx, input.to),
    ]);
    return {
      models: rows.slice(0, MOST_COMPARED).map(toModel),
      leftOut: Math.max(0, rows.length - MOST_COMPARED),
      ...hosts,
      hosted: prices.map((it) => ({ ...it, cost: hostedCost(rows, it) })),
      promptTokens: rows.reduce((sum, it) => sum + it.promptTokens, 0),
      completionTokens: rows.reduce((sum, it) => sum + it.completionTokens, 0),
      minimumHours: EC2_MAC_MINIMUM_HOURS,
      referencesCompiled: REFERENCES_COMPILED,
    };
  });
}

type Row = Pick<
  ModelElsewhere,
  'modelId' | 'modelTitle' | 'answers' | 'completionTokens' | 'joules' | 'tokensMeasured'
> & { promptTokens: number; measuredMs: number; answeringMs: number; busyMs: number };

const toModel = ({ measuredMs, answeringMs, busyMs, ...row }: Omit<Row, 'promptTokens'>): ModelElsewhere => ({
  ...row,
  joulesPerToken: joulesPerToken(row.joules, row.tokensMeasured, measuredMs),
  answersAtOnce: busyMs > 0 ? answeringMs / busyMs : null,
  ranges: referenceRanges(referencesOf(`${row.modelTitle} ${row.modelId}`), row.completionTokens),
});

/** Answers that overlap in a session make one busy time: an answer begins a new one where all before it have ended. */
const BY_MODEL: Statement = {
  name: 'reports.tokens-by-model',
  text: `
    WITH answers AS (
      SELECT g."sessionId", s."modelId", s."modelTitle", g."promptTokens", g."completionTokens", g."energyJoules", g."startedAt", g."endedAt",
        extract(epoch FROM g."endedAt" - g."startedAt") * 1000 AS ms,
        max(g."endedAt") OVER (PARTITION BY g."sessionId" ORDER BY g."startedAt", g.id
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS "busyUntil"
      FROM "Generation" g JOIN "Session" s ON s.id = g."sessionId"
      WHERE s.simulated = $3::bool AND g."endedAt" >= $1::timestamptz AND g."endedAt" < $2::timestamptz
        AND g."startedAt" IS NOT NULL AND g."completionTokens" > 0
    )
    SELECT "modelId", max("modelTitle") AS "modelTitle", count(*)::int AS answers,
      coalesce(sum("promptTokens"), 0)::float8 AS "promptTokens",
      sum("completionTokens")::float8 AS "completionTokens", sum("energyJoules") AS joules,
      coalesce(sum("completionTokens") FILTER (WHERE "energyJoules" IS NOT NULL), 0)::float8 AS "tokensMeasured",
      coalesce(sum(ms) FILTER (WHERE "energyJoules" IS NOT NULL), 0)::float8 AS "measuredMs",
      sum(ms)::float8 AS "answeringMs",
      sum(greatest(0, extract(epoch FROM "endedAt" - greatest("startedAt", coalesce("busyUntil", "startedAt"))) * 1000))::float8
        AS "busyMs"
    FROM answers GROUP BY "modelId" ORDER BY "completionTokens" DESC, "modelId"`,
};
