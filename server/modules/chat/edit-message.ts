import type { EditMessageInput, Message } from '@/shared/schemas/chat.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { setLeaf } from './branch.ts';
import { changed } from './changed.ts';
import { findWritable, titleOf } from './internal.ts';
import { readThese } from './read-messages.ts';

/**
 * Saves a person's version of a question or an answer beside it, and puts them on it. What it was made from, and what
 * followed that, stay. The same id again returns the first.
 */
export async function editMessage(ctx: ServiceContext, input: EditMessageInput): Promise<Message> {
  authorize(ctx, 'chat:write');
  const user = requireUser(ctx);
  const { conversationId, messageId, newId, text } = input;
  return withTransaction(ctx, async (tx, afterCommit) => {
    await findWritable(ctx, tx, conversationId);
    const from = await tx.message.findFirst({
      where: { id: messageId, conversationId },
      include: { generation: { select: { endedAt: true, session: { select: { modelTitle: true } } } } },
    });
    if (!from)
      throw new ServiceError('NOT_FOUND', 'The message that this was made from was deleted meanwhile.');
    if (from.generation?.endedAt === null)
      throw new ServiceError('PRECONDITION_FAILED', 'That answer is still being written. Stop it first.');
    const { parentId, role } = from;
    const modelTitle = from.generation?.session.modelTitle ?? titleOf(from);
    const written = await tx.message.createMany({
      data: {
        id: newId,
        conversationId,
        parentId,
        role,
        text,
        modelTitle,
        fromId: messageId,
        attachmentIds: from.attachmentIds,
        authorId: user.id,
        createdAt: ctx.now(),
      },
      skipDuplicates: true,
    });
    const [saved] = await readThese(tx, conversationId, [newId]);
    if (saved?.author?.id !== user.id)
      throw new ServiceError('CONFLICT', 'That message id is taken. Save it again.');
    if (written.count > 0) {
      await setLeaf(tx, conversationId, user.id, newId);
      await changed(ctx, tx, afterCommit, conversationId);
    }
    return saved;
  });
}
