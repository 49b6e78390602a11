import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';

/** A chat has another revision, and who looks at it is told so after the commit. */
export async function changed(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: (work: () => void) => void,
  conversationId: string,
): Promise<void> {
  const { revision } = await tx.conversation.update({
    where: { id: conversationId },
    data: { revision: { increment: 1 }, updatedAt: ctx.now() },
    select: { revision: true },
  });
  afterCommit(() => ctx.bus.emit('conversation.changed', { conversationId, revision }));
}
