import type { Conversation } from '@/prisma/generated/client.ts';
import type { ChatRecord } from '@/shared/schemas/chat-file.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { copyFiles } from './copy-files.ts';
import { findVisible } from './internal.ts';
import { storeChats } from './import-chats.ts';
import { findLink, snapshotOf } from './links.ts';
import { readChatRecord } from './read-chat-record.ts';

/** What a snapshot does not hold. */
type Source = Pick<Conversation, 'id' | 'sessionId' | 'systemPrompt' | 'settings'>;
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
    const { chat, source } = await readSource(ctx, tx, from);
    const files = source && (await readFiles(tx, source.id));
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
        sessionId: source?.sessionId ?? null,
        firstId: id,
        ...(source && { says: { systemPrompt: source.systemPrompt, settings: source.settings ?? {} } }),
        ...(files && { filesOf: files.ofMessage }),
        authorIdOf: (name) => people.find((it) => it.name === name)?.id ?? null,
      },
    );
    await files?.into({ conversationId: id, ownerId: user.id });
    afterCommit(() => ctx.bus.emit('conversation.changed', { conversationId: id, revision: 1 }));
    return { id };
  });
}

async function readSource(
  ctx: ServiceContext,
  tx: Transaction,
  from: From,
): Promise<{ chat: ChatRecord; source: Source | null }> {
  if ('token' in from) {
    const link = await findLink(ctx, tx, from.token);
    const snapshot = snapshotOf(link);
    if (snapshot) return { chat: snapshot, source: null };
    return { chat: await readChatRecord(tx, link.conversationId), source: link.conversation };
  }
  const source = await findVisible(ctx, tx, from.conversationId);
  return { chat: await readChatRecord(tx, from.conversationId), source };
}

async function readFiles(tx: Transaction, conversationId: string) {
  const { of, into } = await copyFiles(tx, conversationId);
  const asked = await tx.message.findMany({
    where: { conversationId, attachmentIds: { isEmpty: false } },
    select: { id: true, attachmentIds: true },
  });
  const idsOf = new Map(asked.map((it) => [it.id, of(it.attachmentIds)]));
  return { ofMessage: (id: string): string[] => idsOf.get(id) ?? [], into };
}
