import { SESSION_STATE_LABEL } from '@/shared/domain/session-states.ts';
import { clip, countsWithin, type Span, tokenRates } from '@/shared/domain/usage.ts';
import type { SessionSeries } from '@/shared/schemas/metric.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { readSeries, sourceOf } from './read-series.ts';
import { readSleeps } from './read-sleeps.ts';

/** A session's machines and tokens from its start to its end or now, with its changes of state. */
export async function readSessionSeries(
  ctx: ServiceContext,
  input: { sessionId: string; points: number; from?: Date | undefined; to?: Date | undefined },
): Promise<SessionSeries> {
  authorize(ctx, 'lab:read');
  const session = await ctx.db.session.findUnique({
    where: { id: input.sessionId },
    include: { ranks: { orderBy: { rank: 'asc' } }, changes: { orderBy: { id: 'asc' } } },
  });
  if (!session) throw new ServiceError('NOT_FOUND', 'There is no such session.');
  const end = session.endedAt ?? ctx.now();
  const from = session.createdAt;
  const whole: Span = { from, to: end > from ? end : new Date(from.getTime() + 1000) };
  const window = clip({ from: input.from ?? from, to: input.to ?? whole.to }, whole) ?? whole;
  const machineIds = session.ranks.map((it) => it.machineId);
  const source = await sourceOf(ctx, window, input.points, machineIds);
  const { stepMs } = source;
  const [machines, counts, sleeps] = await Promise.all([
    readSeries(ctx, machineIds, window, source),
    readTokenCounts(ctx, session.id, from, stepMs),
    readSleeps(ctx, machineIds, window),
  ]);
  return {
    ...window,
    whole,
    stepMs,
    machines,
    tokens: tokenRates(
      input.from || input.to ? countsWithin(counts, window, stepMs) : counts,
      window,
      stepMs,
    ),
    events: session.changes.map((it) => ({ at: it.at, label: SESSION_STATE_LABEL[it.state] })),
    sleeps,
  };
}

/**
 * Each generation's cumulative count at the end of each bucket in which it wrote. One whose log has been pruned wrote
 * evenly between its first token and its end, within the session.
 */
const readTokenCounts = (ctx: ServiceContext, sessionId: string, from: Date, stepMs: number) =>
  ctx.db.$queryRaw<{ generationId: string; at: Date; tokens: number }[]>`
    WITH step AS (SELECT make_interval(secs => ${stepMs / 1000}::float8) AS width),
    answers AS (
      SELECT id, "completionTokens" AS tokens, "endedAt" AS "to",
        greatest(${from}, "endedAt" - make_interval(secs => greatest(0, coalesce("decodeMs", 0)) / 1000)) AS "from",
        EXISTS (SELECT FROM "GenerationDelta" d WHERE d."generationId" = g.id) AS "isLogged"
      FROM "Generation" g WHERE "sessionId" = ${sessionId}
    )
    SELECT d."generationId", date_bin(step.width, d.at, 'epoch'::timestamptz) AS at, max(d."completionTokens") AS tokens
    FROM answers a JOIN "GenerationDelta" d ON d."generationId" = a.id, step GROUP BY 1, 2
    UNION ALL
    SELECT a.id, bucket.at, CASE WHEN bucket.at + step.width >= a."to" THEN a.tokens ELSE round(a.tokens
      * extract(epoch FROM bucket.at + step.width - a."from") / extract(epoch FROM a."to" - a."from"))::int END
    FROM answers a, step, generate_series(date_bin(step.width, a."from", 'epoch'::timestamptz), a."to", step.width) AS bucket(at)
    WHERE NOT a."isLogged" AND a.tokens > 0
    ORDER BY 2`;
