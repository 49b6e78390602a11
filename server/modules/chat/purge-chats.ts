import { type ServiceContext, withTransaction } from '../../context.ts';
import { forgetAnswers, OPEN_STATES } from '../generations/index.ts';
import { stopAnswersOf } from './delete-conversations.ts';

/** How long a deletion can be taken back. */
const KEPT_MS = 60_000;
const AT_ONCE = 50;

/**
 * Removes what was deleted: messages and every word of their answers. What they cost stays, without a text, in the
 * reports. One whose answer still runs waits for its end, so that no text is written after it.
 */
export async function purgeChats(ctx: ServiceContext): Promise<{ purged: number }> {
  const before = new Date(ctx.now().getTime() - KEPT_MS);
  let purged = 0;
  for (;;) {
    const due = await ctx.db.conversation.findMany({
      where: { deletedAt: { lt: before } },
      select: {
        id: true,
        messages: {
          where: { generation: { state: { in: [...OPEN_STATES] } } },
          select: { id: true },
          take: 1,
        },
      },
      orderBy: { deletedAt: 'asc' },
      take: AT_ONCE,
    });
    const ended = due.filter((it) => it.messages.length === 0).map((it) => it.id);
    await stopAnswersOf(
      ctx,
      due.filter((it) => it.messages.length > 0).map((it) => it.id),
    );
    for (const id of ended) purged += await purge(ctx, id);
    if (due.length < AT_ONCE || ended.length === 0) return { purged };
  }
}

/** Unless it was taken back meanwhile. */
async function purge(ctx: ServiceContext, id: string): Promise<number> {
  return withTransaction(ctx, async (tx) => {
    const [row] = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM "Conversation" WHERE id = ${id} AND "deletedAt" IS NOT NULL FOR UPDATE`;
    if (!row) return 0;
    const answers = await tx.message.findMany({
      where: { conversationId: id, generationId: { not: null } },
      select: { generationId: true },
    });
    await tx.conversation.delete({ where: { id } });
    await forgetAnswers(
      tx,
      answers.map((it) => it.generationId!),
    );
    return 1;
  });
}
