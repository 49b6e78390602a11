import { type ServiceContext, withTransaction } from '../../context.ts';
import { keptSince } from '../chat/index.ts';
import { forgetAnswers, OPEN_STATES } from '../generations/index.ts';

const AT_ONCE = 200;

/** Comparisons are kept as chats are: what nobody asked, was answered or rated for so long goes, with its words. */
export async function forgetOldComparisons(ctx: ServiceContext): Promise<{ deleted: number }> {
  const before = await keptSince(ctx);
  if (before === null) return { deleted: 0 };
  for (let deleted = 0; ;) {
    const due = await ctx.db.comparison.findMany({
      where: {
        createdAt: { lt: before },
        answers: {
          none: {
            OR: [
              { generation: { state: { in: [...OPEN_STATES] } } },
              { ratings: { some: { at: { gte: before } } } },
            ],
          },
        },
      },
      select: { id: true, answers: { select: { generationId: true } } },
      take: AT_ONCE,
    });
    for (const { id, answers } of due) {
      await withTransaction(ctx, async (tx) => {
        await tx.comparison.deleteMany({ where: { id } });
        await forgetAnswers(
          tx,
          answers.map((it) => it.generationId),
        );
      });
    }
    deleted += due.length;
    if (due.length < AT_ONCE) return { deleted };
  }
}
