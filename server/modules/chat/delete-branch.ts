import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { forgetAnswers, isOpen, stopGeneration } from '../generations/index.ts';
import { MOST_DEPTH, newestBelow } from './branch.ts';
import { changed } from './changed.ts';
import { findWritable } from './internal.ts';

type Below = { id: string; by: string | null; generationId: string | null; state: string | null };

/**
 * Deletes a message with all that follows it; its other versions stay. Who was on it is put on the nearest of those,
 * or else where it began. What is still being written in it is stopped. The chat's owner may, and who wrote or asked
 * for all of it. Its words are gone; what its answers used stays counted.
 */
export async function deleteBranch(
  ctx: ServiceContext,
  { conversationId, messageId }: { conversationId: string; messageId: string },
): Promise<void> {
  authorize(ctx, 'chat:write');
  const user = requireUser(ctx);
  const open = await withTransaction(ctx, async (tx, afterCommit) => {
    const chat = await findWritable(ctx, tx, conversationId);
    const below = await readBelow(tx, conversationId, messageId);
    if (below.length === 0) return [];
    if (chat.ownerId !== user.id && below.some((it) => it.by !== user.id)) {
      throw new ServiceError(
        'FORBIDDEN',
        `Others have written here too. ${chat.owner.name}, who began this chat, can delete it.`,
      );
    }
    await moveReaders(tx, conversationId, messageId, below);
    await tx.message.delete({ where: { id: messageId } });
    await forgetAnswers(
      tx,
      below.flatMap((it) => it.generationId ?? []),
    );
    await changed(ctx, tx, afterCommit, conversationId);
    return below.filter((it) => it.state !== null && isOpen(it.state as Parameters<typeof isOpen>[0]));
  });
  for (const { generationId } of open) await stopGeneration(ctx, { generationId: generationId! });
}

const readBelow = (tx: Transaction, conversationId: string, messageId: string): Promise<Below[]> =>
  tx.$queryRaw<Below[]>`
    WITH RECURSIVE below AS (
      SELECT m.id, m."authorId", m."generationId", 0 AS depth FROM "Message" m
      WHERE m.id = ${messageId} AND m."conversationId" = ${conversationId}
      UNION ALL
      SELECT m.id, m."authorId", m."generationId", b.depth + 1 FROM below b JOIN "Message" m ON m."parentId" = b.id
      WHERE b.depth < ${MOST_DEPTH}
    )
    SELECT b.id, coalesce(b."authorId", g."requestedById") AS by, g.id AS "generationId", g.state::text
    FROM below b LEFT JOIN "Generation" g ON g.id = b."generationId"`;

async function moveReaders(
  tx: Transaction,
  conversationId: string,
  messageId: string,
  below: readonly Below[],
): Promise<void> {
  const { parentId, createdAt } = await tx.message.findUniqueOrThrow({ where: { id: messageId } });
  const siblings = { conversationId, parentId, id: { not: messageId } };
  const before = await tx.message.findFirst({
    where: { ...siblings, createdAt: { lte: createdAt } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  });
  const after =
    before ??
    (await tx.message.findFirst({ where: siblings, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] }));
  const there = after?.id ?? parentId;
  // At a chat's beginning there is nowhere to go: its readers have chosen nothing any more.
  if (there === null) return;
  const leaf = after === null ? '$1' : newestBelow('$1');
  await tx.$executeRawUnsafe(
    `UPDATE "ChosenBranch" SET "leafId" = ${leaf} WHERE "conversationId" = $2 AND "leafId" = ANY($3)`,
    there,
    conversationId,
    below.map((it) => it.id),
  );
}
