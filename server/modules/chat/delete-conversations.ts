import type { Prisma } from '@/prisma/generated/client.ts';
import {
  type AfterCommit,
  authorize,
  requireUser,
  type ServiceContext,
  withTransaction,
} from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { emitAudit } from '../audit/index.ts';
import { OPEN_STATES, stopGeneration } from '../generations/index.ts';

type Gone = { id: string; revision: number };

/**
 * Takes chats away from everybody at once. Their texts follow a moment later (`purgeChats`), until when their owner can
 * take it back; running answers are stopped. Of others' chats nothing happens.
 */
export async function deleteConversations(
  ctx: ServiceContext,
  { ids }: { ids: string[] },
): Promise<{ deleted: string[] }> {
  authorize(ctx, 'lab:read');
  const { id: ownerId } = requireUser(ctx);
  return { deleted: await takeAway(ctx, { ownerId, id: { in: ids } }) };
}

/** All that somebody has, theirs to decide whatever their role is by now. */
export async function deleteAllConversations(ctx: ServiceContext): Promise<{ deleted: number; since: Date }> {
  authorize(ctx, 'lab:read');
  const { id: ownerId } = requireUser(ctx);
  const since = ctx.now();
  return { deleted: (await takeAway(ctx, { ownerId })).length, since };
}

async function takeAway(
  ctx: ServiceContext,
  which: { ownerId: string; id?: { in: string[] } },
): Promise<string[]> {
  const user = requireUser(ctx);
  const gone = await withTransaction(ctx, async (tx, afterCommit) => {
    const rows = await markDeleted(ctx, tx, afterCommit, which);
    if (rows.length > 0)
      await emitAudit(ctx, tx, {
        action: 'conversation.delete',
        objectType: 'conversation',
        objectId: rows[0]!.id,
        // Not a title: that is a question's words.
        objectName: rows.length === 1 ? `a chat of ${user.name}` : `${rows.length} chats of ${user.name}`,
      });
    return rows.map((it) => it.id);
  });
  await stopAnswersOf(ctx, gone);
  return gone;
}

/** Cuts off who watches, and tells every list. */
export async function markDeleted(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  which: { ownerId?: string; id?: { in: string[] } },
): Promise<Gone[]> {
  const rows = await tx.conversation.updateManyAndReturn({
    where: { ...which, deletedAt: null },
    data: { deletedAt: ctx.now(), revision: { increment: 1 } },
    select: { id: true, revision: true, ownerId: true },
  });
  afterCommit(() => {
    for (const { id, revision } of rows) {
      ctx.bus.emit('conversation.unshared', { conversationId: id, ownerId: '' });
      ctx.bus.emit('conversation.changed', { conversationId: id, revision });
    }
  });
  return rows;
}

export async function stopAnswersOf(ctx: ServiceContext, conversationIds: readonly string[]): Promise<void> {
  const open = await ctx.db.generation.findMany({
    where: {
      state: { in: [...OPEN_STATES] },
      message: { conversationId: { in: [...conversationIds] } },
    },
    select: { id: true },
  });
  for (const { id } of open) await stopGeneration(ctx, { generationId: id });
}

/** Within the moment that the texts are still there; what is gone by then is not told. */
export async function restoreConversations(
  ctx: ServiceContext,
  { ids }: { ids: string[] },
): Promise<{ restored: string[] }> {
  authorize(ctx, 'lab:read');
  return takeBack(ctx, { id: { in: ids }, deletedAt: { not: null } });
}

/** The same of all that one has deleted since a moment, as `deleteAllConversations` told it. */
export async function restoreAllConversations(
  ctx: ServiceContext,
  { since }: { since: Date },
): Promise<{ restored: number }> {
  authorize(ctx, 'lab:read');
  return { restored: (await takeBack(ctx, { deletedAt: { gte: since } })).restored.length };
}

async function takeBack(
  ctx: ServiceContext,
  which: Prisma.ConversationWhereInput,
): Promise<{ restored: string[] }> {
  const { id: ownerId } = requireUser(ctx);
  const rows = await ctx.db.conversation.updateManyAndReturn({
    where: { ...which, ownerId },
    data: { deletedAt: null, revision: { increment: 1 } },
    select: { id: true, revision: true },
  });
  for (const { id, revision } of rows) ctx.bus.emit('conversation.changed', { conversationId: id, revision });
  return { restored: rows.map((it) => it.id) };
}
