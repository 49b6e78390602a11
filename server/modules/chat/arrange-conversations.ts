import type * as z from 'zod';
import { Prisma } from '@/prisma/generated/client.ts';
import type { ArrangeConversationsInput } from '@/shared/schemas/chat-shelf.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { writableBy } from './internal.ts';

type Input = z.output<typeof ArrangeConversationsInput>;

/**
 * Pins, archives, files and tags chats, for the reader alone: nobody else's list changes. What one may not see is
 * passed over in silence, as in any list.
 */
export async function arrangeConversations(ctx: ServiceContext, input: Input): Promise<{ arranged: number }> {
  authorize(ctx, 'lab:read');
  const { id: personId } = requireUser(ctx);
  return withTransaction(ctx, async (tx) => {
    if (
      input.folderId &&
      !(await tx.chatFolder.findFirst({ where: { id: input.folderId, ownerId: personId } }))
    )
      throw new ServiceError('NOT_FOUND', 'There is no such folder of yours any more.');
    const seen = await tx.conversation.findMany({
      where: { id: { in: input.ids }, ...writableBy(ctx) },
      select: { id: true },
      orderBy: { id: 'asc' },
    });
    const ids = seen.map((it) => it.id);
    await tx.conversationPlace.createMany({
      data: ids.map((conversationId) => ({ personId, conversationId })),
      skipDuplicates: true,
    });
    const { count } = await tx.conversationPlace.updateMany({
      where: { personId, conversationId: { in: ids } },
      data: changeOf(ctx, input),
    });
    return { arranged: count };
  });
}

function changeOf(ctx: ServiceContext, input: Input): Prisma.ConversationPlaceUncheckedUpdateManyInput {
  const { pinned, archived, folderId, tags } = input;
  return {
    ...(pinned !== undefined && { pinnedAt: pinned ? ctx.now() : null }),
    ...(archived !== undefined && { archivedAt: archived ? ctx.now() : null }),
    ...(folderId !== undefined && { folderId }),
    ...(tags && { tags: [...new Set(tags)] }),
  };
}
