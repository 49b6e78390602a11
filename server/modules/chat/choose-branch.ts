import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { newestBelow, setLeaf } from './branch.ts';
import { findVisible } from './internal.ts';

/** From now on the actor reads the branch of this message, to the newest of what follows it. Others stay where they are. */
export async function chooseBranch(
  ctx: ServiceContext,
  { conversationId, messageId }: { conversationId: string; messageId: string },
): Promise<void> {
  authorize(ctx, 'lab:read');
  const user = requireUser(ctx);
  await withTransaction(ctx, async (tx) => {
    await findVisible(ctx, tx, conversationId);
    const [leaf] = await tx.$queryRawUnsafe<{ id: string }[]>(
      `SELECT ${newestBelow('m.id')} AS id FROM "Message" m WHERE m.id = $1 AND m."conversationId" = $2`,
      messageId,
      conversationId,
    );
    if (!leaf) throw new ServiceError('NOT_FOUND', 'That version was deleted meanwhile.');
    await setLeaf(tx, conversationId, user.id, leaf.id);
  });
}
