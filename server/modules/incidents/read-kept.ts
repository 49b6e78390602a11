import type { IncidentDetail } from '@/shared/schemas/incident.ts';
import type { ServiceContext } from '../../context.ts';
import type { IncidentFull } from './internal.ts';

/** What was answered before, what was cut, and which questions waited. */
export async function readKept(
  ctx: ServiceContext,
  { sessionId }: IncidentFull,
): Promise<IncidentDetail['kept']> {
  const [row] = await ctx.db.$queryRaw<IncidentDetail['kept'][]>`
    SELECT (count(*) FILTER (WHERE state IN ('completed', 'length', 'stopped')))::int AS "answersBefore",
      (count(*) FILTER (WHERE cut AND "startedAt" IS NOT NULL))::int AS "cutAnswers",
      coalesce(sum("completionTokens") FILTER (WHERE cut), 0)::int AS "cutTokens",
      (count(*) FILTER (WHERE cut AND "startedAt" IS NULL))::int AS "waitingQuestions",
      sum("energyJoules") FILTER (WHERE cut) AS "cutJoules"
    FROM (SELECT *, state IN ('interrupted', 'error') AS cut FROM "Generation" WHERE "sessionId" = ${sessionId}) g`;
  return row!;
}
