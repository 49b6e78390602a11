import type * as z from 'zod';
import {
  type ChatUse,
  type ConversationDetail,
  ConversationDetail as ConversationDetailSchema,
  type GetConversationInput,
} from '@/shared/schemas/chat.ts';
import { readChatSettings } from '@/shared/schemas/chat-settings.ts';
import { authorize, may, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { OPEN_STATES } from '../generations/index.ts';
import { findVisible, sessionBriefs, toConversation } from './internal.ts';
import { readMessages } from './read-messages.ts';

/**
 * A conversation with its newest messages, oldest first, and what all of it has used. A running answer comes with
 * its text up to `lastSeq` from the same moment, so that a viewer can go on from there.
 */
export async function getConversation(
  ctx: ServiceContext,
  { id, limit }: z.output<typeof GetConversationInput>,
): Promise<ConversationDetail> {
  authorize(ctx, 'lab:read');
  // Text and `lastSeq` must be of one moment: a delta between two reads would be shown twice.
  return withTransaction(ctx, async (tx) => {
    await tx.$executeRaw`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`;
    const row = await findVisible(ctx, tx, id);
    const window = await readMessages(tx, { conversationId: id, limit });
    const used = await readUse(tx, id);
    const sessions = await sessionBriefs(tx, [row.sessionId]);
    return ConversationDetailSchema.parse({
      ...toConversation(ctx, row, sessions, may(ctx, 'chat:write')),
      ...window,
      used,
      systemPrompt: row.systemPrompt,
      settings: readChatSettings(row.settings),
    });
  });
}

/** Over the whole chat, however little of it is shown. */
async function readUse(tx: Transaction, conversationId: string): Promise<ChatUse> {
  const [use] = await tx.$queryRaw<ChatUse[]>`
    SELECT coalesce(sum(g."completionTokens"), 0)::int AS "completionTokens",
      coalesce(sum(g."promptTokens"), 0)::int AS "promptTokens",
      (count(*) FILTER (WHERE g."completionTokens" > 0 AND g.state::text <> ALL(${OPEN_STATES})))::int AS answers,
      (count(*) FILTER (WHERE g."completionTokens" > 0 AND g."energyJoules" IS NOT NULL))::int AS "answersMeasured",
      sum(g."energyJoules") AS "energyJoules", coalesce(bool_or(s.simulated), false) AS simulated
    FROM "Message" m JOIN "Generation" g ON g.id = m."generationId" JOIN "Session" s ON s.id = g."sessionId"
    WHERE m."conversationId" = ${conversationId}`;
  return use!;
}
