import type * as z from 'zod';
import type { ChatFolder, SaveChatFolderInput } from '@/shared/schemas/chat-shelf.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { isUniqueViolation } from '../../prisma-errors.ts';

const MOST_FOLDERS = 100;

/** Makes a folder of one's own, or gives it another name or system prompt. */
export async function saveFolder(
  ctx: ServiceContext,
  { id, name, systemPrompt }: z.output<typeof SaveChatFolderInput>,
): Promise<ChatFolder> {
  authorize(ctx, 'lab:read');
  const { id: ownerId } = requireUser(ctx);
  const fields = { name, systemPrompt: systemPrompt || null };
  try {
    const { count } = await ctx.db.chatFolder.updateMany({ where: { id, ownerId }, data: fields });
    if (count === 0) {
      if ((await ctx.db.chatFolder.count({ where: { ownerId } })) >= MOST_FOLDERS)
        throw new ServiceError('LIMIT_EXCEEDED', `You have ${MOST_FOLDERS} folders. Delete one first.`);
      await ctx.db.chatFolder.create({ data: { id, ownerId, ...fields, createdAt: ctx.now() } });
    }
  } catch (error) {
    if (isUniqueViolation(error))
      throw new ServiceError('CONFLICT', `You have a folder “${name}” already. Choose another name.`);
    throw error;
  }
  const chats = await ctx.db.conversationPlace.count({ where: { folderId: id } });
  return { id, ...fields, chats };
}

/** Its chats come out of it and stay. */
export async function deleteFolder(ctx: ServiceContext, { id }: { id: string }): Promise<{ deleted: true }> {
  authorize(ctx, 'lab:read');
  const { id: ownerId } = requireUser(ctx);
  const { count } = await ctx.db.chatFolder.deleteMany({ where: { id, ownerId } });
  if (count === 0) throw new ServiceError('NOT_FOUND', 'There is no such folder of yours any more.');
  return { deleted: true };
}
