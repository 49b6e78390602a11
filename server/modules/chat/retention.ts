import type * as z from 'zod';
import type { RetentionInput } from '@/shared/schemas/chat-shelf.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { emitAudit } from '../audit/index.ts';
import { forgetOldTexts, OPEN_STATES } from '../generations/index.ts';
import { markDeleted } from './delete-conversations.ts';

const DAY_MS = 86_400_000;
const AT_ONCE = 200;

export const readRetention = async (ctx: ServiceContext): Promise<number | null> =>
  (await ctx.db.lab.findUnique({ where: { id: 'lab' }, select: { chatRetentionDays: true } }))
    ?.chatRetentionDays ?? null;

/** What is from before this moment the lab no longer keeps; null: it keeps all. */
export async function keptSince(ctx: ServiceContext): Promise<Date | null> {
  const days = await readRetention(ctx);
  return days === null ? null : new Date(ctx.now().getTime() - days * DAY_MS);
}

/** For how many days chats are kept that nobody writes in any more; null: without an end. */
export async function setRetention(
  ctx: ServiceContext,
  { days }: z.output<typeof RetentionInput>,
): Promise<{ days: number | null }> {
  authorize(ctx, 'chat:set-retention');
  return withTransaction(ctx, async (tx) => {
    const lab = await tx.lab.findUniqueOrThrow({ where: { id: 'lab' } });
    await tx.lab.update({ where: { id: 'lab' }, data: { chatRetentionDays: days } });
    await emitAudit(ctx, tx, {
      action: 'conversation.set-retention',
      objectType: 'lab',
      objectId: 'lab',
      objectName: lab.name,
      before: { days: lab.chatRetentionDays },
      after: { days },
    });
    return { days };
  });
}

/** Takes away what is older than the lab keeps, chats and answers of none; nothing while the lab keeps all. */
export async function applyRetention(ctx: ServiceContext): Promise<{ deleted: number }> {
  const before = await keptSince(ctx);
  if (before === null) return { deleted: 0 };
  await forgetOldTexts(ctx.db, before);
  for (let deleted = 0; ;) {
    const count = await withTransaction(ctx, async (tx, afterCommit) => {
      const due = await tx.conversation.findMany({
        where: {
          deletedAt: null,
          updatedAt: { lt: before },
          // What was imported is new here, however old its messages are.
          createdAt: { lt: before },
          messages: { none: { generation: { state: { in: [...OPEN_STATES] } } } },
        },
        select: { id: true },
        take: AT_ONCE,
      });
      return (await markDeleted(ctx, tx, afterCommit, { id: { in: due.map((it) => it.id) } })).length;
    });
    deleted += count;
    if (count < AT_ONCE) return { deleted };
  }
}
