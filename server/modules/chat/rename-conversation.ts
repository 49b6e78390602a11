import type * as z from 'zod';
import type { Conversation } from '@/shared/schemas/chat.ts';
import type { RenameConversationInput } from '@/shared/schemas/chat-shelf.ts';
import { authorize, may, type ServiceContext, withTransaction } from '../../context.ts';
import { conversationInclude, findOwn, sessionBriefs, toConversation } from './internal.ts';

/** Until then a chat is called after its first question. */
export async function renameConversation(
  ctx: ServiceContext,
  input: z.output<typeof RenameConversationInput>,
): Promise<Conversation> {
  authorize(ctx, 'chat:write');
  return withTransaction(ctx, async (tx, afterCommit) => {
    const { id } = await findOwn(ctx, tx, input.id);
    // Its place among the others stays: nobody wrote in it.
    const row = await tx.conversation.update({
      where: { id },
      data: { title: input.title, revision: { increment: 1 } },
      include: conversationInclude(ctx),
    });
    afterCommit(() => ctx.bus.emit('conversation.changed', { conversationId: id, revision: row.revision }));
    return toConversation(ctx, row, await sessionBriefs(tx, [row.sessionId]), may(ctx, 'chat:write'));
  });
}
