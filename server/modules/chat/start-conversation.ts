import type * as z from 'zod';
import { Prisma } from '@/prisma/generated/client.ts';
import type { Conversation, StartConversationInput } from '@/shared/schemas/chat.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { conversationInclude, sessionBriefs, toConversation } from './internal.ts';

export const UNTITLED = 'New chat';

/**
 * A new chat with a session, and with its owner's default preset; or the one that its owner has begun with it and asked
 * nothing in. The same id again returns the first one.
 */
export async function startConversation(
  ctx: ServiceContext,
  input: z.output<typeof StartConversationInput>,
): Promise<Conversation> {
  authorize(ctx, 'chat:write');
  const user = requireUser(ctx);
  return withTransaction(ctx, async (tx, afterCommit) => {
    const [session] = await sessionBriefs(tx, [input.sessionId]);
    if (!session) throw new ServiceError('NOT_FOUND', 'There is no such session to chat with.');
    const { folderId } = input;
    const begins = beginningOf(user.id, folderId ?? null);
    const empty = await tx.conversation.findFirst({
      where: {
        ownerId: user.id,
        sessionId: session.id,
        title: UNTITLED,
        shared: false,
        deletedAt: null,
        messages: { none: {} },
        places: folderId
          ? { some: { personId: user.id, folderId } }
          : { none: { personId: user.id, folderId: { not: null } } },
      },
      include: conversationInclude(ctx),
      orderBy: { updatedAt: 'desc' },
    });
    if (empty) {
      // What it begins with may have been chosen since; what was set in it stays.
      await tx.$executeRaw`
        UPDATE "Conversation" c SET "systemPrompt" = b."systemPrompt", settings = b.settings
        FROM ${begins} b WHERE c.id = ${empty.id} AND c."systemPrompt" = '' AND c.settings::text = '{}'`;
      return toConversation(ctx, empty, [session], true);
    }
    const now = ctx.now();
    await tx.$executeRaw`
      INSERT INTO "Conversation" (id, title, "ownerId", "sessionId", "createdAt", "updatedAt", "systemPrompt", settings)
      SELECT ${input.id}, ${UNTITLED}, ${user.id}, ${session.id}, ${now}, ${now}, b."systemPrompt", b.settings
      FROM ${begins} b ON CONFLICT DO NOTHING`;
    if (folderId)
      await tx.$executeRaw`
        INSERT INTO "ConversationPlace" ("personId", "conversationId", "folderId")
        SELECT ${user.id}, c.id, f.id FROM "Conversation" c, "ChatFolder" f
        WHERE c.id = ${input.id} AND c."ownerId" = ${user.id} AND f.id = ${folderId} AND f."ownerId" = ${user.id}
        ON CONFLICT DO NOTHING`;
    const row = await tx.conversation.findFirst({
      where: { id: input.id, ownerId: user.id },
      include: conversationInclude(ctx),
    });
    if (!row) throw new ServiceError('CONFLICT', 'That chat id is taken. Reload the page and start again.');
    afterCommit(() =>
      ctx.bus.emit('conversation.changed', { conversationId: row.id, revision: row.revision }),
    );
    return toConversation(ctx, row, [session], true);
  });
}

/** What a person's new chat begins with: its folder's system prompt before their default preset's. One row. */
const beginningOf = (ownerId: string, folderId: string | null): Prisma.Sql => Prisma.sql`(
  SELECT coalesce(f."systemPrompt", p."systemPrompt", '') AS "systemPrompt", coalesce(p.settings, '{}') AS settings
  FROM "User" u
  LEFT JOIN "ChatPreset" p ON p.id = u."defaultPresetId" AND (p."ownerId" = u.id OR p.shared)
  LEFT JOIN "ChatFolder" f ON f.id = ${folderId} AND f."ownerId" = u.id
  WHERE u.id = ${ownerId}
)`;
