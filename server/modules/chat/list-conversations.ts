import type * as z from 'zod';
import type { Conversation, ListConversationsInput } from '@/shared/schemas/chat.ts';
import type { Page } from '@/shared/schemas/paging.ts';
import { authorize, may, type ServiceContext } from '../../context.ts';
import { olderThan, takeOf, toPage } from '../../paging.ts';
import { conversationInclude, sessionBriefs, toConversation, visibleTo } from './internal.ts';

/** One's own and shared conversations, newest first. */
export async function listConversations(
  ctx: ServiceContext,
  input: z.output<typeof ListConversationsInput>,
): Promise<Page<Conversation>> {
  authorize(ctx, 'lab:read');
  const found = await ctx.db.conversation.findMany({
    where: {
      AND: [visibleTo(ctx), olderThan('updatedAt', input.cursor)],
      ...(input.title && { title: { contains: input.title, mode: 'insensitive' } }),
    },
    include: conversationInclude,
    orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
    take: takeOf(input),
  });
  const sessions = await sessionBriefs(
    ctx.db,
    found.map((it) => it.sessionId),
  );
  const canWrite = may(ctx, 'chat:write');
  return toPage(
    found,
    input,
    ({ updatedAt, id }) => ({ at: updatedAt, id }),
    (row) => toConversation(ctx, row, sessions, canWrite),
  );
}
