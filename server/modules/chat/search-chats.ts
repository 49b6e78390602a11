import { Prisma } from '@/prisma/generated/client.ts';
import { markedPieces, snippetOf, type Term, termsOf, tsQueryOf } from '@/shared/domain/chat-search.ts';
import { ChatHit, type SearchChatsInput } from '@/shared/schemas/chat-shelf.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { listedSql, personIdOf } from './internal.ts';

/** The newest of those that have the words are ranked; a word that is everywhere tells little about older ones. */
const RANKED = 400;
/** What a snippet is looked for in. */
const READ_CHARACTERS = 100_000;

type Found = Omit<ChatHit, 'title' | 'snippet'> & { title: string; text: string | null };
export type ChatHits = { hits: ChatHit[]; hasMore: boolean };

/**
 * Chats that have all the words in their name or in one message, the best first, each with the message that fits best.
 * Who may read is asked in the same statement: own and shared; what one reads by a link alone is not among them.
 */
export async function searchChats(ctx: ServiceContext, input: SearchChatsInput): Promise<ChatHits> {
  authorize(ctx, 'lab:read');
  const terms = termsOf(input.text);
  if (terms.length === 0) return { hits: [], hasMore: false };
  // Planned each time: what suits a rare word takes seconds for one that is everywhere.
  const rows = await ctx.db.$queryRaw<Found[]>(searchSql(personIdOf(ctx), terms, input));
  const hits = rows.slice(0, input.limit).map(({ title, text, ...hit }) =>
    ChatHit.parse({
      ...hit,
      title: markedPieces(title, terms),
      snippet: text === null ? [] : snippetOf(text, terms),
    }),
  );
  return { hits, hasMore: rows.length > input.limit };
}

export const searchSql = (
  me: string,
  terms: readonly Term[],
  input: SearchChatsInput,
): Prisma.Sql => Prisma.sql`
  WITH found AS (
    SELECT t."conversationId", t."messageId", t.at, t.vector
    FROM "ChatText" t JOIN "Conversation" c ON c.id = t."conversationId"
    WHERE t.vector @@ to_tsquery('simple', ${tsQueryOf(terms)})
      AND ${listedSql(me)} ${filters(me, input)}
    ORDER BY t.at DESC LIMIT ${RANKED}
  ), ranked AS (
    SELECT f.*, ts_rank(f.vector, to_tsquery('simple', ${tsQueryOf(terms)}), 1) AS rank FROM found f
  ), best AS (
    SELECT r."conversationId", max(r.rank) AS rank, max(r.at) AS "newestAt", count(r."messageId")::int AS messages,
      (array_agg(r."messageId" ORDER BY r.rank DESC, r.at DESC) FILTER (WHERE r."messageId" IS NOT NULL))[1] AS "messageId"
    FROM ranked r GROUP BY 1 ORDER BY 2 DESC, 3 DESC LIMIT ${input.limit + 1}
  )
  SELECT b."conversationId", b.messages, b."messageId", c.title, m.role, coalesce(m."createdAt", c."updatedAt") AS at,
    left(coalesce(g.text, m.text), ${READ_CHARACTERS}) AS text, u.name AS "ownerName", c."ownerId" = ${me} AS mine,
    s."modelTitle", p."archivedAt" IS NOT NULL AS archived
  FROM best b JOIN "Conversation" c ON c.id = b."conversationId" JOIN "User" u ON u.id = c."ownerId"
  LEFT JOIN "Message" m ON m.id = b."messageId" LEFT JOIN "Generation" g ON g.id = m."generationId"
  LEFT JOIN "Session" s ON s.id = c."sessionId"
  LEFT JOIN "ConversationPlace" p ON p."conversationId" = c.id AND p."personId" = ${me}
  ORDER BY b.rank DESC, b."newestAt" DESC`;

function filters(me: string, input: SearchChatsInput): Prisma.Sql {
  const { whose, folderId, tag, model, from, to, archived } = input;
  const kept = (how: Prisma.Sql): Prisma.Sql => Prisma.sql`EXISTS (
    SELECT FROM "ConversationPlace" p WHERE p."conversationId" = c.id AND p."personId" = ${me} AND ${how})`;
  const wanted = [
    whose === 'mine' && Prisma.sql`c."ownerId" = ${me}`,
    whose === 'others' && Prisma.sql`c."ownerId" <> ${me}`,
    folderId && kept(Prisma.sql`p."folderId" = ${folderId}`),
    tag && kept(Prisma.sql`p.tags @> ARRAY[${tag}]`),
    model && Prisma.sql`c."sessionId" IN (SELECT s.id FROM "Session" s WHERE s."modelTitle" = ${model})`,
    from && Prisma.sql`t.at >= ${from}`,
    to && Prisma.sql`t.at < ${to}`,
    archived === 'without' && Prisma.sql`NOT ${kept(Prisma.sql`p."archivedAt" IS NOT NULL`)}`,
    archived === 'only' && kept(Prisma.sql`p."archivedAt" IS NOT NULL`),
  ].filter((it): it is Prisma.Sql => typeof it === 'object');
  return wanted.length === 0 ? Prisma.empty : Prisma.sql`AND ${Prisma.join(wanted, ' AND ')}`;
}
