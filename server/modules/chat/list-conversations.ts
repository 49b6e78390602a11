import type * as z from 'zod';
import { Prisma } from '@/prisma/generated/client.ts';
import type { Conversation, ListConversationsInput } from '@/shared/schemas/chat.ts';
import type { Page } from '@/shared/schemas/paging.ts';
import { authorize, may, type ServiceContext } from '../../context.ts';
import { takeOf, toPage } from '../../paging.ts';
import { conversationInclude, sessionBriefs, toConversation } from './internal.ts';

type Input = z.output<typeof ListConversationsInput>;

/** One's own and shared conversations, newest first. */
export async function listConversations(ctx: ServiceContext, input: Input): Promise<Page<Conversation>> {
  authorize(ctx, 'lab:read');
  const found = await ctx.db.conversation.findMany({
    where: { id: { in: await newestIds(ctx, input) } },
    include: conversationInclude,
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

/** What `visibleTo` says, asked as two: each goes through an index of its own, past everybody else's chats. */
async function newestIds(ctx: ServiceContext, input: Input): Promise<string[]> {
  const ownerId = ctx.actor.kind === 'user' ? ctx.actor.id : null;
  const before = input.cursor
    ? Prisma.sql`AND ("updatedAt", id) < (${input.cursor.at}, ${input.cursor.id})`
    : Prisma.empty;
  const titled = input.title
    ? Prisma.sql`AND position(lower(${input.title}) IN lower(title)) > 0`
    : Prisma.empty;
  const newest = (whose: Prisma.Sql) => Prisma.sql`
    (SELECT id, "updatedAt" FROM "Conversation" WHERE ${whose} ${before} ${titled}
    ORDER BY "updatedAt" DESC, id DESC LIMIT ${takeOf(input)})`;
  const rows = await ctx.db.$queryRaw<{ id: string }[]>`
    SELECT id FROM (${newest(Prisma.sql`"ownerId" = ${ownerId}`)} UNION ${newest(Prisma.sql`shared`)}) visible
    ORDER BY "updatedAt" DESC, id DESC LIMIT ${takeOf(input)}`;
  return rows.map((it) => it.id);
}
