import { requireUser, authorize, type ServiceContext } from '../../context.ts';
import { listedSql } from './internal.ts';

/** Of the chats that somebody keeps in sight, how many had an answer end since they last looked, as `unread` says of one. */
export async function countUnread(ctx: ServiceContext): Promise<{ unread: number }> {
  authorize(ctx, 'lab:read');
  const { id: me } = requireUser(ctx);
  const [row] = await ctx.db.$queryRaw<{ unread: number }[]>`
    SELECT count(*)::int AS unread FROM "Conversation" c
    LEFT JOIN "ConversationPlace" p ON p."conversationId" = c.id AND p."personId" = ${me}
    WHERE ${listedSql(me)} AND c."answeredAt" IS NOT NULL AND p."archivedAt" IS NULL
      AND CASE WHEN p."seenAt" IS NULL THEN c."ownerId" = ${me} ELSE c."answeredAt" > p."seenAt" END`;
  return row!;
}
