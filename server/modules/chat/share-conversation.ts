import type { Conversation } from '@/shared/schemas/chat.ts';
import { authorize, may, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import {
  conversationInclude,
  type ConversationRow,
  findVisible,
  sessionBriefs,
  toConversation,
} from './internal.ts';

/** Opens a chat to the lab or closes it again; only its owner may. */
export async function shareConversation(
  ctx: ServiceContext,
  input: { id: string; shared: boolean },
): Promise<Conversation> {
  authorize(ctx, 'chat:write');
  const user = requireUser(ctx);
  return withTransaction(ctx, async (tx, afterCommit) => {
    const found = await findVisible(ctx, tx, input.id);
    if (found.ownerId !== user.id) {
      throw new ServiceError(
        'FORBIDDEN',
        `Only ${found.owner.name}, who began this chat, can change who sees it.`,
      );
    }
    if (found.shared === input.shared) return show(ctx, tx, found);
    const row = await tx.conversation.update({
      where: { id: found.id },
      data: { shared: input.shared, revision: { increment: 1 } },
      include: conversationInclude(ctx),
    });
    await emitAudit(ctx, tx, {
      action: input.shared ? 'conversation.share' : 'conversation.unshare',
      objectType: 'conversation',
      objectId: row.id,
      // Not its title: that is the first question's words.
      objectName: `a chat of ${found.owner.name}`,
      before: { shared: found.shared },
      after: { shared: row.shared },
    });
    afterCommit(() => {
      ctx.bus.emit('conversation.changed', { conversationId: row.id, revision: row.revision });
      if (!input.shared) ctx.bus.emit('conversation.unshared', { conversationId: row.id, ownerId: user.id });
    });
    return show(ctx, tx, row);
  });
}

const show = async (ctx: ServiceContext, tx: Transaction, row: ConversationRow): Promise<Conversation> =>
  toConversation(ctx, row, await sessionBriefs(tx, [row.sessionId]), may(ctx, 'chat:write'));
