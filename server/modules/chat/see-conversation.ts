import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { findVisible } from './internal.ts';

/** Notes that somebody has looked: what ended before is unread no more. */
export async function seeConversation(ctx: ServiceContext, { id }: { id: string }): Promise<{ seen: true }> {
  authorize(ctx, 'lab:read');
  const { id: personId } = requireUser(ctx);
  await findVisible(ctx, ctx.db, id);
  const seenAt = ctx.now();
  await ctx.db.conversationPlace.upsert({
    where: { personId_conversationId: { personId, conversationId: id } },
    create: { personId, conversationId: id, seenAt },
    update: { seenAt },
  });
  return { seen: true };
}
