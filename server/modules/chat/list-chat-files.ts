import type * as z from 'zod';
import type { ChatFile, ListChatFilesInput } from '@/shared/schemas/chat-files.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { SHOWN_OF_FILE, toChatFile } from './chat-file.ts';
import { findVisible } from './internal.ts';

/** Of a chat one may see: the files that questions took along, or one's own that wait for a question. */
export async function listChatFiles(
  ctx: ServiceContext,
  { conversationId, ids, limit }: z.output<typeof ListChatFilesInput>,
): Promise<ChatFile[]> {
  authorize(ctx, 'lab:read');
  const { id: ownerId } = requireUser(ctx);
  await findVisible(ctx, ctx.db, conversationId);
  const rows = await ctx.db.chatAttachment.findMany({
    where: { conversationId, ...(ids ? { id: { in: ids }, isSent: true } : { ownerId, isSent: false }) },
    select: SHOWN_OF_FILE,
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: limit,
  });
  return rows.map(toChatFile);
}
