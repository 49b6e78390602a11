import { Prisma } from '@/prisma/generated/client.ts';
import type { Message, MessageCursor, MessageVersion } from '@/shared/schemas/chat.ts';
import type { Transaction } from '../../db.ts';
import { readAnswers } from '../generations/index.ts';
import { upFrom } from './branch.ts';
import { messageInclude, toMessage } from './internal.ts';

export type MessageWindow = { messages: Message[]; earlier: MessageCursor | null };
type Wanted = {
  conversationId: string;
  limit: number;
  /** Where the branch ends, or the message of it before which is read. */
  from: { leafId: string } | { before: string };
};

/**
 * The last messages of a branch, or those before a place in it, oldest first; `earlier` is where to go on, null at
 * the chat's beginning.
 */
export async function readMessages(
  tx: Transaction,
  { conversationId, from, limit }: Wanted,
): Promise<MessageWindow> {
  const start =
    'leafId' in from
      ? Prisma.sql`${from.leafId}`
      : Prisma.sql`(SELECT b."parentId" FROM "Message" b WHERE b.id = ${from.before} AND b."conversationId" = ${conversationId})`;
  const path = await tx.$queryRaw<{ id: string; depth: number }[]>`
    WITH RECURSIVE ${upFrom(start, conversationId, limit + 1)} SELECT id, depth FROM up ORDER BY depth DESC`;
  const ids = path.slice(path.length > limit ? 1 : 0).map((it) => it.id);
  const messages = await readThese(tx, conversationId, ids);
  const first = messages[0];
  return { messages, earlier: path.length > limit && first ? { id: first.id } : null };
}

/** Messages of a chat in this order, each with where it stands among its versions. */
export async function readThese(
  tx: Transaction,
  conversationId: string,
  ids: readonly string[],
): Promise<Message[]> {
  const found = await tx.message.findMany({
    where: { id: { in: [...ids] }, conversationId },
    include: messageInclude,
  });
  const byId = new Map(found.map((it) => [it.id, it]));
  const rows = ids.flatMap((id) => byId.get(id) ?? []);
  const answerOf = await readAnswers(
    tx,
    rows.flatMap((it) => it.generation ?? []),
  );
  const versions = await readVersions(
    tx,
    conversationId,
    rows.map((it) => it.parentId),
  );
  return rows.map((it) => toMessage(it, answerOf, versions.get(it.id)));
}

/** Where each child of these parents stands among its siblings; null as a parent stands for the chat's beginnings. */
async function readVersions(
  tx: Transaction,
  conversationId: string,
  parentIds: readonly (string | null)[],
): Promise<Map<string, MessageVersion>> {
  const parents = parentIds.filter((it) => it !== null);
  const roots = parentIds.includes(null)
    ? Prisma.sql`UNION ALL SELECT id, "parentId", "createdAt" FROM "Message" WHERE "conversationId" = ${conversationId} AND "parentId" IS NULL`
    : Prisma.empty;
  const rows = await tx.$queryRaw<(MessageVersion & { id: string })[]>`
    SELECT id, (row_number() OVER siblings)::int AS at, (count(*) OVER (PARTITION BY "parentId"))::int AS of,
      lag(id) OVER siblings AS "previousId", lead(id) OVER siblings AS "nextId"
    FROM (SELECT id, "parentId", "createdAt" FROM "Message" WHERE "parentId" = ANY(${parents}) ${roots}) child
    WINDOW siblings AS (PARTITION BY "parentId" ORDER BY "createdAt", id)`;
  return new Map(rows.map(({ id, ...version }) => [id, version]));
}
