import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';

/** Takes a file of one's own away that no question has taken along; twice is once. */
export async function removeChatFile(ctx: ServiceContext, { id }: { id: string }): Promise<void> {
  authorize(ctx, 'chat:write');
  const { id: ownerId } = requireUser(ctx);
  await ctx.db.chatAttachment.deleteMany({ where: { id, ownerId, isSent: false } });
  const sent = await ctx.db.chatAttachment.findFirst({ where: { id, ownerId }, select: { id: true } });
  if (sent)
    throw new ServiceError(
      'CONFLICT',
      'A question has taken this file along. It goes when its chat is deleted.',
    );
}
