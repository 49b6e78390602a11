import { Prisma } from '@/prisma/generated/client.ts';
import type { Transaction } from '../../db.ts';

/*
 * Which of a chat's messages somebody reads. A chat is a tree; a branch is a leaf with all that leads to it. Where a
 * person is, is a row of theirs (`ChosenBranch`); what is added below it is followed, the first of several: so a
 * branch grows at its end and never jumps to another version because somebody made one. As SQL over ids; every walk
 * has a bound.
 */

/** Longer than any chat: more messages than this in one line are not walked. */
export const MOST_DEPTH = 20_000;

const walkDown = (from: string, order: 'ASC' | 'DESC'): string => `(
  WITH RECURSIVE down AS (
    SELECT ${from} AS id, 0 AS depth
    UNION ALL
    SELECT next.id, down.depth + 1 FROM down CROSS JOIN LATERAL (
      SELECT m.id FROM "Message" m WHERE m."parentId" = down.id ORDER BY m."createdAt" ${order}, m.id ${order} LIMIT 1
    ) next WHERE down.depth < ${MOST_DEPTH}
  )
  SELECT down.id FROM down ORDER BY down.depth DESC LIMIT 1
)`;

/** From a message to the end of what is below it, the first of versions each time. */
export const followed = (from: string): string => walkDown(from, 'ASC');
/** The same along the newest of versions. */
export const newestBelow = (from: string): string => walkDown(from, 'DESC');

/** The message at which somebody's branch of a chat ends; who has chosen none is at the newest. */
export const leafOf = (conversationId: string, personId: string): string =>
  followed(`coalesce(
      (SELECT b."leafId" FROM "ChosenBranch" b WHERE b."conversationId" = ${conversationId} AND b."personId" = ${personId}),
      (SELECT m.id FROM "Message" m WHERE m."conversationId" = ${conversationId}
        ORDER BY m."createdAt" DESC, m.role, m.id DESC LIMIT 1))`);

/** Notes where somebody is from now on. */
export const choose = (conversationId: string, personId: string, leafId: string, from = ''): string => `
    INSERT INTO "ChosenBranch" ("conversationId", "personId", "leafId") SELECT ${conversationId}, ${personId}, ${leafId} ${from}
    ON CONFLICT ("conversationId", "personId") DO UPDATE SET "leafId" = excluded."leafId"`;

export async function readLeaf(
  tx: Transaction,
  conversationId: string,
  personId: string,
): Promise<string | null> {
  const [row] = await tx.$queryRawUnsafe<{ id: string | null }[]>(
    `SELECT ${leafOf('$1', '$2')} AS id`,
    conversationId,
    personId,
  );
  return row?.id ?? null;
}

export const setLeaf = (
  tx: Transaction,
  conversationId: string,
  personId: string,
  leafId: string,
): Promise<number> => tx.$executeRawUnsafe(choose('$1', '$2', '$3'), conversationId, personId, leafId);

/** A message and those that lead to it, the nearest first. */
export const upFrom = (messageId: Prisma.Sql, conversationId: string, most: number): Prisma.Sql => Prisma.sql`
  up AS (
    SELECT m.id, m."parentId", 1 AS depth FROM "Message" m
    WHERE m.id = ${messageId} AND m."conversationId" = ${conversationId}
    UNION ALL
    SELECT m.id, m."parentId", up.depth + 1 FROM up JOIN "Message" m ON m.id = up."parentId" WHERE up.depth < ${most}
  )`;
