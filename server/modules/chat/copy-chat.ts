import type { ChatRecord } from '@/shared/schemas/chat-file.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { findVisible } from './internal.ts';
import { storeChats } from './import-chats.ts';
import { findLink, snapshotOf } from './links.ts';
import { readChatRecord } from './read-chat-record.ts';

type From = { conversationId: string } | { token: string };

/**
 * A chat of one's own that goes on where another one that one may read stands. Its answers are marked as copied: what
 * they took was another's, and is counted there.
 */
export async function copyChat(
  ctx: ServiceContext,
  { id, from }: { id: string; from: From },
): Promise<{ id: string }> {
  authorize(ctx, 'chat:write');
  const user = requireUser(ctx);
  return withTransaction(ctx, async (tx, afterCommit) => {
    if (await tx.conversation.findFirst({ where: { id, ownerId: user.id } })) return { id };
    const { chat, sessionId } = await readSource(ctx, tx, from);
    const people = await tx.user.findMany({
      where: { messages: { some: { conversationId: chat.id } } },
      select: { id: true, name: true },
    });
    await storeChats(
      ctx,
      tx,
      [
        {
          sourceId: chat.id,
          title: chat.title,
          messages: chat.messages.map((it) => ({
            ...it,
            model: it.answer?.model ?? it.importedModel,
          })),
        },
      ],
      {
        origin: 'copy',
        sessionId,
        firstId: id,
        authorIdOf: (name) => people.find((it) => it.name === name)?.id ?? null,
      },
    );
    afterCommit(() => ctx.bus.emit('conversation.changed', { conversationId: id, revision: 1 }));
    return { id };
  });
}

async function readSource(
  ctx: ServiceContext,
  tx: Transaction,
  from: From,
): Promise<{ chat: ChatRecord; sessionId: string | null }> {
  if ('token' in from) {
    const link = await findLink(ctx, tx, from.token);
    const snapshot = snapshotOf(link);
    if (snapshot) return { chat: snapshot, sessionId: null };
    return { chat: await readChatRecord(tx, link.conversationId), sessionId: link.conversation.sessionId };
  }
  const { sessionId } = await findVisible(ctx, tx, from.conversationId);
  return { chat: await readChatRecord(tx, from.conversationId), sessionId };
}
