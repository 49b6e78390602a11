import type { Conversation } from '@/shared/schemas/chat.ts';
import { authorize, may, type ServiceContext } from '../../context.ts';
import { conversationInclude, sessionBriefs, toConversation, visibleTo } from './internal.ts';

/** One's own and shared conversations, newest first. */
export async function listConversations(ctx: ServiceContext): Promise<Conversation[]> {
  authorize(ctx, 'lab:read');
  const rows = await ctx.db.conversation.findMany({
    where: visibleTo(ctx),
    include: conversationInclude,
    orderBy: { updatedAt: 'desc' },
    take: 200,
  });
  const sessions = await sessionBriefs(
    ctx.db,
    rows.map((it) => it.sessionId),
  );
  const canWrite = may(ctx, 'chat:write');
  return rows.map((it) => toConversation(ctx, it, sessions, canWrite));
}
