import {
  type ConversationDetail,
  ConversationDetail as ConversationDetailSchema,
} from '@/shared/schemas/chat.ts';
import { authorize, may, type ServiceContext, withTransaction } from '../../context.ts';
import { readAnswers } from '../generations/index.ts';
import { findVisible, messageInclude, sessionBriefs, toConversation, toMessage } from './internal.ts';

/**
 * A conversation with its messages, oldest first. A running answer comes with its text up to `lastSeq` from the
 * same moment, so that a viewer can go on from there.
 */
export async function getConversation(
  ctx: ServiceContext,
  input: { id: string },
): Promise<ConversationDetail> {
  authorize(ctx, 'lab:read');
  // Text and `lastSeq` must be of one moment: a delta between two reads would be shown twice.
  return withTransaction(ctx, async (tx) => {
    await tx.$executeRaw`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`;
    const row = await findVisible(ctx, tx, input.id);
    const messages = await tx.message.findMany({
      where: { conversationId: row.id },
      include: messageInclude,
      orderBy: [{ createdAt: 'asc' }, { role: 'desc' }],
    });
    const answerOf = await readAnswers(
      tx,
      messages.flatMap((it) => it.generation ?? []),
    );
    const sessions = await sessionBriefs(tx, [row.sessionId]);
    return ConversationDetailSchema.parse({
      ...toConversation(ctx, row, sessions, may(ctx, 'chat:write')),
      messages: messages.map((it) => toMessage(it, answerOf)),
    });
  });
}
