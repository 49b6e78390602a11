import type * as z from 'zod';
import type { RatingRow, RatingSum, SumRatingsInput } from '@/shared/schemas/comparison.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { tookMs } from './get-comparison.ts';
import { visibleTo } from './internal.ts';

const DAY_MS = 86_400_000;

/** How often each model was rated and what was said, over the last days, of all that the lab compared; no words of it. */
export async function sumRatings(
  ctx: ServiceContext,
  { days, limit }: z.output<typeof SumRatingsInput>,
): Promise<z.output<typeof RatingSum>[]> {
  authorize(ctx, 'lab:read');
  const since = new Date(ctx.now().getTime() - days * DAY_MS);
  return ctx.db.$queryRaw`
    SELECT s."modelTitle", s.simulated, count(*)::int AS rated,
      count(*) FILTER (WHERE r.verdict = 'best')::int AS best,
      count(*) FILTER (WHERE r.verdict = 'weak')::int AS weak,
      count(*) FILTER (WHERE r."wasBlind")::int AS blind
    FROM "ComparisonRating" r JOIN "Generation" g ON g.id = r."generationId" JOIN "Session" s ON s.id = g."sessionId"
    WHERE r.at >= ${since} GROUP BY 1, 2
    ORDER BY count(*) FILTER (WHERE r.verdict = 'best')::float / count(*) DESC, 1 LIMIT ${limit}`;
}

/** One's own ratings and those of comparisons one may see, with their reasons, newest first. */
export async function exportRatings(
  ctx: ServiceContext,
  { limit }: { limit: number },
): Promise<z.output<typeof RatingRow>[]> {
  authorize(ctx, 'report:export');
  const { id: personId } = requireUser(ctx);
  const rows = await ctx.db.comparisonRating.findMany({
    where: { answer: { comparison: visibleTo(ctx) } },
    orderBy: [{ at: 'desc' }, { generationId: 'asc' }],
    take: limit,
    include: {
      person: { select: { name: true } },
      answer: {
        include: {
          comparison: {
            include: {
              answers: { select: { ratings: { where: { personId }, select: { personId: true } } } },
            },
          },
          generation: { include: { session: { select: { modelTitle: true, simulated: true } } } },
        },
      },
    },
  });
  return rows
    .filter(
      ({ answer: { comparison } }) =>
        !comparison.isBlind || comparison.answers.every((it) => it.ratings.length > 0),
    )
    .map(({ person, answer, verdict, reasons, note, wasBlind, at }) => ({
      comparison: answer.comparison.title,
      askedAt: answer.comparison.createdAt,
      prompt: answer.comparison.prompt,
      ...answer.generation.session,
      verdict: verdict as z.output<typeof RatingRow>['verdict'],
      reasons,
      note,
      by: person.name,
      wasBlind,
      ratedAt: at,
      completionTokens: answer.generation.completionTokens,
      tookMs: tookMs(answer.generation),
      energyJoules: answer.generation.energyJoules,
    }));
}
