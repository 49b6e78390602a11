import type { RateInput } from '@/shared/schemas/comparison.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { isOpen } from '../generations/index.ts';
import { isHiddenFrom } from './get-comparison.ts';
import { notFound, visibleTo } from './internal.ts';

/** One's word on an answer, in place of what one said before. One of a comparison is the best: another was good then. */
export async function rateAnswer(ctx: ServiceContext, input: RateInput): Promise<void> {
  authorize(ctx, 'chat:write');
  const { id: personId } = requireUser(ctx);
  const { generationId, verdict, reasons, note } = input;
  await withTransaction(ctx, async (tx) => {
    const comparison = await tx.comparison.findFirst({
      where: { answers: { some: { generationId } }, ...visibleTo(ctx) },
      include: {
        answers: {
          include: { ratings: { where: { personId } }, generation: { select: { state: true } } },
        },
      },
    });
    if (!comparison) throw notFound();
    const answer = comparison.answers.find((it) => it.generationId === generationId)!;
    if (isOpen(answer.generation.state))
      throw new ServiceError('PRECONDITION_FAILED', 'This answer is not finished. Rate it when it is.');
    const wasBlind = answer.ratings[0]?.wasBlind ?? isHiddenFrom(comparison, personId);
    const said = { verdict, reasons: [...new Set(reasons)], note, wasBlind, at: ctx.now() };
    if (verdict === 'best')
      await tx.comparisonRating.updateMany({
        where: {
          personId,
          verdict: 'best',
          generationId: { in: comparison.answers.map((it) => it.generationId), not: generationId },
        },
        data: { verdict: 'good' },
      });
    await tx.comparisonRating.upsert({
      where: { generationId_personId: { generationId, personId } },
      create: { generationId, personId, ...said },
      update: said,
    });
  });
}
