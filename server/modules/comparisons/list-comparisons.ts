import type * as z from 'zod';
import type { ComparisonPage, ListComparisonsInput } from '@/shared/schemas/comparison.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { olderThan, takeOf, toPage } from '../../paging.ts';
import { visibleTo } from './internal.ts';

/** One's own and shared ones, newest first. */
export async function listComparisons(
  ctx: ServiceContext,
  input: z.output<typeof ListComparisonsInput>,
): Promise<z.output<typeof ComparisonPage>> {
  authorize(ctx, 'lab:read');
  const user = requireUser(ctx);
  const found = await ctx.db.comparison.findMany({
    where: { AND: [visibleTo(ctx), olderThan('createdAt', input.cursor)] },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: takeOf(input),
    include: {
      owner: { select: { id: true, name: true } },
      answers: { select: { ratings: { where: { personId: user.id }, select: { personId: true } } } },
    },
  });
  return toPage(
    found,
    input,
    ({ createdAt, id }) => ({ at: createdAt, id }),
    ({ id, title, owner, shared, isBlind, createdAt, answers }) => ({
      id,
      title,
      owner,
      mine: owner.id === user.id,
      shared,
      isBlind,
      createdAt,
      answers: answers.length,
      rated: answers.filter((it) => it.ratings.length > 0).length,
    }),
  );
}
