import type * as z from 'zod';
import {
  type ChatUse,
  type ConversationDetail,
  ConversationDetail as ConversationDetailSchema,
  type GetConversationInput,
} from '@/shared/schemas/chat.ts';
import { readChatSettings } from '@/shared/schemas/chat-settings.ts';
import { authorize, may, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { OPEN_STATES } from '../generations/index.ts';
import { readLeaf } from './branch.ts';
import { findVisible, sessionBriefs, toConversation } from './internal.ts';
import { readMessages } from './read-messages.ts';

/**
 * A conversation with the last messages of the reader's branch, oldest first, and what all of it has used. A running
 * answer comes with its text up to `lastSeq` from the same moment, so that a viewer can go on from there. Where the
 * reader is gets noted at the first reading, so that what others write on other branches does not move them.
 */
export async function getConversation(
  ctx: ServiceContext,
  { id, limit }: z.output<typeof GetConversationInput>,
): Promise<ConversationDetail> {
  authorize(ctx, 'lab:read');
  const user = requireUser(ctx);
  // Text and `lastSeq` must be of one moment: a delta between two reads would be shown twice.
  let before: string | null = null;
  const chat = await withTransaction(ctx, async (tx) => {
    await tx.$executeRaw`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`;
    const row = await findVisible(ctx, tx, id);
    const chosen = { conversationId: id, personId: user.id };
    before =
      (await tx.chosenBranch.findUnique({ where: { conversationId_personId: chosen } }))?.leafId ?? null;
    const leafId = await readLeaf(tx, id, user.id);
    const window =
      leafId === null
        ? { messages: [], earlier: null }
        : await readMessages(tx, { conversationId: id, limit, from: { leafId } });
    const newest = await readNewest(tx, id);
    const used = await readUse(tx, id);
    const sessions = await sessionBriefs(tx, [row.sessionId]);
    return ConversationDetailSchema.parse({
      ...toConversation(ctx, row, sessions, may(ctx, 'chat:write')),
      ...window,
      leafId,
      newest,
      used,
      systemPrompt: row.systemPrompt,
      settings: readChatSettings(row.settings),
    });
  });
  if (chat.leafId !== before) await noteLeaf(ctx, id, user.id, { before, leafId: chat.leafId });
  return chat;
}

/** The same branch from nearer its end: neither jumps when somebody writes elsewhere, nor is walked from far away. */
async function noteLeaf(
  ctx: ServiceContext,
  conversationId: string,
  personId: string,
  { before, leafId }: { before: string | null; leafId: string | null },
): Promise<void> {
  if (leafId === null) return;
  // Only onto what is still there, and only forward: who has chosen another version meanwhile stays on that.
  await ctx.db.$executeRaw`
    INSERT INTO "ChosenBranch" ("conversationId", "personId", "leafId")
    SELECT ${conversationId}, ${personId}, m.id FROM "Message" m WHERE m.id = ${leafId}
    ON CONFLICT ("conversationId", "personId") DO UPDATE SET "leafId" = excluded."leafId"
    WHERE "ChosenBranch"."leafId" = ${before}`;
}

/** On whichever branch. */
async function readNewest(tx: Transaction, conversationId: string): Promise<ConversationDetail['newest']> {
  const row = await tx.message.findFirst({
    where: { conversationId },
    orderBy: [{ createdAt: 'desc' }, { role: 'asc' }, { id: 'desc' }],
    select: {
      id: true,
      author: { select: { id: true, name: true } },
      generation: { select: { requestedBy: { select: { id: true, name: true } } } },
    },
  });
  return row && { id: row.id, by: row.author ?? row.generation?.requestedBy ?? null };
}

/** Over the whole chat, all its versions, however little of it is shown. */
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
