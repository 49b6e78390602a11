import type * as z from 'zod';
import { Prisma } from '@/prisma/generated/client.ts';
import type { Conversation, ListConversationsInput } from '@/shared/schemas/chat.ts';
import type { Page } from '@/shared/schemas/paging.ts';
import { authorize, may, type ServiceContext } from '../../context.ts';
import { takeOf, toPage } from '../../paging.ts';
import { conversationInclude, personIdOf, sessionBriefs, toConversation } from './internal.ts';

type Input = z.output<typeof ListConversationsInput>;

/** One's own and shared conversations of one place, newest first. */
export async function listConversations(ctx: ServiceContext, input: Input): Promise<Page<Conversation>> {
  authorize(ctx, 'lab:read');
  const found = await ctx.db.conversation.findMany({
    where: { id: { in: await newestIds(ctx, input) } },
    include: conversationInclude(ctx),
    orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
  });
  const sessions = await sessionBriefs(
    ctx.db,
    found.map((it) => it.sessionId),
  );
  const canWrite = may(ctx, 'chat:write');
  return toPage(
    found,
    input,
    ({ updatedAt, id }) => ({ at: updatedAt, id }),
    (row) => toConversation(ctx, row, sessions, canWrite),
  );
}

/** Asked as two, own and shared: each goes through an index of its own, past everybody else's chats. */
async function newestIds(ctx: ServiceContext, input: Input): Promise<string[]> {
  const me = personIdOf(ctx);
  const before = input.cursor
    ? Prisma.sql`AND (c."updatedAt", c.id) < (${input.cursor.at}, ${input.cursor.id})`
    : Prisma.empty;
  const newest = (whose: Prisma.Sql) => Prisma.sql`
    (SELECT c.id, c."updatedAt" FROM "Conversation" c
    LEFT JOIN "ConversationPlace" p ON p."personId" = ${me} AND p."conversationId" = c.id
    WHERE ${whose} AND c."deletedAt" IS NULL AND ${placed(input)} ${before}
    ORDER BY c."updatedAt" DESC, c.id DESC LIMIT ${takeOf(input)})`;
  const own = newest(Prisma.sql`c."ownerId" = ${me}`);
  const others = newest(Prisma.sql`c.shared AND c."ownerId" <> ${me}`);
  const asked = input.place === 'shared' ? others : Prisma.sql`${own} UNION ALL ${others}`;
  const rows = await ctx.db.$queryRaw<{ id: string }[]>`
    SELECT id FROM (${asked}) visible ORDER BY "updatedAt" DESC, id DESC LIMIT ${takeOf(input)}`;
  return rows.map((it) => it.id);
}

/** How the reader keeps it, over their place `p` of it. */
function placed({ place, folderId, tag }: Input): Prisma.Sql {
  switch (place) {
    case 'recent':
      return Prisma.sql`p."archivedAt" IS NULL AND p."pinnedAt" IS NULL AND p."folderId" IS NULL`;
    case 'pinned':
      return Prisma.sql`p."pinnedAt" IS NOT NULL AND p."archivedAt" IS NULL`;
    case 'folder':
      return Prisma.sql`p."folderId" = ${folderId ?? ''} AND p."archivedAt" IS NULL AND p."pinnedAt" IS NULL`;
    case 'archived':
      return Prisma.sql`p."archivedAt" IS NOT NULL`;
    case 'tag':
      return Prisma.sql`p.tags @> ARRAY[${tag ?? ''}] AND p."archivedAt" IS NULL`;
    case 'shared':
      return Prisma.sql`p."archivedAt" IS NULL`;
  }
}
