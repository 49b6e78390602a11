import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { visibleTo } from './internal.ts';

/** What a question says of a file, as the model reads it. */
export async function readChatFile(ctx: ServiceContext, { id }: { id: string }): Promise<{ block: string }> {
  authorize(ctx, 'lab:read');
  const { id: ownerId } = requireUser(ctx);
  const row = await ctx.db.chatAttachment.findFirst({
    where: { id, conversation: visibleTo(ctx), OR: [{ isSent: true }, { ownerId }] },
    select: { block: true },
  });
  if (!row) throw new ServiceError('NOT_FOUND', 'That file is gone, or its chat is not shared with you.');
  return row;
}
