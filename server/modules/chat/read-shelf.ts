import { ChatShelf } from '@/shared/schemas/chat-shelf.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { listedSql } from './internal.ts';
import { readRetention } from './retention.ts';

type Counts = { chats: number; archived: number; own: number; sharedWithMe: number };

/** One's folders and tags, and how much is kept apart. */
export async function readShelf(ctx: ServiceContext): Promise<ChatShelf> {
  authorize(ctx, 'lab:read');
  const { id: me } = requireUser(ctx);
  const listed = listedSql(me);
  const [folders, tags, [counts], retentionDays] = await Promise.all([
    ctx.db.$queryRaw`
      SELECT f.id, f.name, f."systemPrompt", (
        SELECT count(*)::int FROM "ConversationPlace" p JOIN "Conversation" c ON c.id = p."conversationId"
        WHERE p."folderId" = f.id AND p."archivedAt" IS NULL AND p."pinnedAt" IS NULL AND ${listed}
      ) AS chats
      FROM "ChatFolder" f WHERE f."ownerId" = ${me} ORDER BY lower(f.name), f.id LIMIT 100`,
    ctx.db.$queryRaw`
      SELECT tag, count(*)::int AS chats
      FROM "ConversationPlace" p JOIN "Conversation" c ON c.id = p."conversationId", unnest(p.tags) AS tag
      WHERE p."personId" = ${me} AND p."archivedAt" IS NULL AND ${listed}
      GROUP BY tag ORDER BY count(*) DESC, tag LIMIT 100`,
    ctx.db.$queryRaw<Counts[]>`
      SELECT (
        SELECT count(*)::int FROM "ConversationPlace" p JOIN "Conversation" c ON c.id = p."conversationId"
        WHERE p."personId" = ${me} AND p."archivedAt" IS NOT NULL AND ${listed}
      ) AS archived, (
        SELECT count(*)::int FROM "Conversation" c WHERE ${listed}
      ) AS chats, (
        SELECT count(*)::int FROM "Conversation" c WHERE c."ownerId" = ${me} AND c."deletedAt" IS NULL
      ) AS own, (
        SELECT count(*)::int FROM "Conversation" c
        LEFT JOIN "ConversationPlace" p ON p."conversationId" = c.id AND p."personId" = ${me}
        WHERE ${listed} AND c."ownerId" <> ${me} AND p."archivedAt" IS NULL
      ) AS "sharedWithMe"`,
    readRetention(ctx),
  ]);
  return ChatShelf.parse({ folders, tags, ...counts, retentionDays });
}
