import type { ServiceContext } from '../../context.ts';
import { readRetention } from '../chat/index.ts';
import { forgetAnswers, OPEN_STATES } from '../generations/index.ts';

const DAY_MS = 86_400_000;
const AT_ONCE = 200;

/** Comparisons are kept as chats are: what nobody asked, was answered or rated for so long goes, with its words. */
export async function forgetOldComparisons(ctx: ServiceContext): Promise<{ deleted: number }> {
  const days = await readRetention(ctx);
  if (days === null) return { deleted: 0 };
  const before = new Date(ctx.now().getTime() - days * DAY_MS);
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
      await ctx.db.$transaction(async (tx) => {
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
