import { SESSION_STATE_LABEL } from '@/shared/domain/session-states.ts';
import { type Span, seriesStepMs, tokenRates } from '@/shared/domain/usage.ts';
import type { SessionSeries } from '@/shared/schemas/metric.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { thinnedBefore } from './internal.ts';
import { readSeries } from './read-series.ts';

/** A session's machines and tokens from its start to its end or now, with its changes of state. */
export async function readSessionSeries(
  ctx: ServiceContext,
  input: { sessionId: string; points: number },
): Promise<SessionSeries> {
  authorize(ctx, 'lab:read');
  const session = await ctx.db.session.findUnique({
    where: { id: input.sessionId },
    include: { ranks: { orderBy: { rank: 'asc' } }, changes: { orderBy: { id: 'asc' } } },
  });
  if (!session) throw new ServiceError('NOT_FOUND', 'There is no such session.');
  const end = session.endedAt ?? ctx.now();
  const from = session.createdAt;
  const window: Span = { from, to: end > from ? end : new Date(from.getTime() + 1000) };
  const stepMs = seriesStepMs(window, input.points, thinnedBefore(ctx.now()));
  const machineIds = session.ranks.map((it) => it.machineId);
  const [machines, counts] = await Promise.all([
    readSeries(ctx, machineIds, window, stepMs),
    readTokenCounts(ctx, session.id, stepMs),
  ]);
  return {
    ...window,
    stepMs,
    machines,
    tokens: tokenRates(counts, window, stepMs),
    events: session.changes.map((it) => ({ at: it.at, label: SESSION_STATE_LABEL[it.state] })),
  };
}

/** Each generation's cumulative count at the end of each bucket in which it wrote. */
const readTokenCounts = (ctx: ServiceContext, sessionId: string, stepMs: number) =>
  ctx.db.$queryRaw<{ generationId: string; at: Date; tokens: number }[]>`
    SELECT d."generationId", date_bin(make_interval(secs => ${stepMs / 1000}::float8), d.at, 'epoch'::timestamptz) AS at,
      max(d."completionTokens") AS tokens
    FROM "Generation" g JOIN "GenerationDelta" d ON d."generationId" = g.id
    WHERE g."sessionId" = ${sessionId} GROUP BY 1, 2 ORDER BY 2`;
