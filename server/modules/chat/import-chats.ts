import { randomUUID } from 'node:crypto';
import type { Prisma } from '@/prisma/generated/client.ts';
import { type ReadFile, readChatFile, type SettledChat } from '@/shared/domain/chat-import/read-chat-file.ts';
import { leaveOut } from '@/shared/domain/chat-import/settle-tree.ts';
import type { ImportOrigin } from '@/shared/schemas/chat.ts';
import type { ChatImportPreview } from '@/shared/schemas/chat-file.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';

const SHOWN = 100;
const CHUNK = 1000;

/** What a file of chats would bring, with nothing stored. */
export async function previewChatImport(ctx: ServiceContext, text: string): Promise<ChatImportPreview> {
  authorize(ctx, 'chat:write');
  return previewOf(await readNew(ctx, ctx.db, text));
}

/** Stores what the preview told, all of it or nothing. What came from the same place before does not come twice. */
export async function importChats(ctx: ServiceContext, text: string): Promise<ChatImportPreview> {
  authorize(ctx, 'chat:write');
  const user = requireUser(ctx);
  return withTransaction(ctx, async (tx, afterCommit) => {
    // Twice at the same time would be twice in the list.
    await tx.$queryRaw`SELECT id FROM "User" WHERE id = ${user.id} FOR UPDATE`;
    const read = await readNew(ctx, tx, text);
    const ids = await storeChats(ctx, tx, read.chats, {
      origin: read.origin,
      sessionId: null,
      authorIdOf: (name) => (name === null || name === user.name ? user.id : null),
    });
    if (ids.length > 0)
      await emitAudit(ctx, tx, {
        action: 'conversation.import',
        objectType: 'conversation',
        objectId: ids[0]!,
        objectName: `${ids.length} chats`,
        after: { from: read.origin, chats: ids.length },
      });
    afterCommit(() => {
      for (const id of ids.slice(0, 1))
        ctx.bus.emit('conversation.changed', { conversationId: id, revision: 1 });
    });
    return previewOf(read);
  });
}

/** Without those that are here already. */
async function readNew(ctx: ServiceContext, tx: Transaction, text: string): Promise<ReadFile> {
  const { id: ownerId } = requireUser(ctx);
  const read = readWords(text, ctx.now());
  const known = await tx.conversation.findMany({
    where: {
      ownerId,
      deletedAt: null,
      importedFrom: read.origin,
      importedId: { in: read.chats.flatMap((it) => it.sourceId ?? []) },
    },
    select: { importedId: true },
  });
  const here = new Set(known.map((it) => it.importedId));
  const chats = read.chats.filter((it) => it.sourceId === null || !here.has(it.sourceId));
  leaveOut(read.leftOut, 'chats that are here already', read.chats.length - chats.length);
  return { ...read, chats };
}

function readWords(text: string, now: Date): ReadFile {
  try {
    return readChatFile(text, now);
  } catch (error) {
    if ((error as Error).name === 'ChatFileRefusal')
      throw new ServiceError('VALIDATION', (error as Error).message);
    throw error;
  }
}

const previewOf = ({ origin, chats, leftOut }: ReadFile): ChatImportPreview => ({
  origin,
  chats: chats.length,
  messages: chats.reduce((sum, it) => sum + it.messages.length, 0),
  first: chats.slice(0, SHOWN).map((it) => ({ title: it.title, messages: it.messages.length })),
  leftOut: [...leftOut].map(([what, count]) => ({ what, count })),
});

type Store = {
  origin: ImportOrigin;
  sessionId: string | null;
  /** Of a copy: what it is asked with, and the files of its questions. */
  says?: { systemPrompt: string; settings: Prisma.InputJsonValue };
  filesOf?: (sourceMessageId: string) => string[];
  authorIdOf: (name: string | null) => string | null;
  firstId?: string;
};

/** No message of them has a generation: no session of this lab seems to have answered. */
export async function storeChats(
  ctx: ServiceContext,
  tx: Transaction,
  chats: readonly SettledChat[],
  { origin, sessionId, says, filesOf, authorIdOf, firstId }: Store,
): Promise<string[]> {
  const { id: ownerId } = requireUser(ctx);
  const now = ctx.now();
  const rows = chats.map((chat, n) => ({ ...chat, id: (n === 0 && firstId) || randomUUID() }));
  await tx.conversation.createMany({
    data: rows.map(({ id, title, sourceId, messages }) => ({
      id,
      title,
      ownerId,
      sessionId,
      ...says,
      importedFrom: origin,
      importedId: sourceId,
      createdAt: now,
      // An import stands where it was written; a copy is something new.
      updatedAt:
        origin === 'copy'
          ? now
          : newestOf(
              messages.map((it) => it.at),
              now,
            ),
    })),
  });
  const messages = rows.flatMap((chat): Prisma.MessageCreateManyInput[] => {
    const idOf = new Map(chat.messages.map((it) => [it.id, randomUUID()]));
    return chat.messages.map((it) => ({
      id: idOf.get(it.id)!,
      conversationId: chat.id,
      parentId: it.parentId === null ? null : idOf.get(it.parentId)!,
      role: it.role,
      text: it.text,
      attachmentIds: filesOf?.(it.id) ?? [],
      authorId: it.role === 'user' ? authorIdOf(it.author) : null,
      importedModel: it.role === 'assistant' ? (it.model ?? '') : null,
      createdAt: it.at,
    }));
  });
  for (let at = 0; at < messages.length; at += CHUNK)
    await tx.message.createMany({ data: messages.slice(at, at + CHUNK) });
  return rows.map((it) => it.id);
}

const newestOf = (moments: readonly Date[], now: Date): Date =>
  moments.reduce((newest, it) => (it > newest ? it : newest), moments[0] ?? now);
