import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import type { Conversation, ForkConversationInput } from '@/shared/schemas/chat.ts';
import { Prisma } from '@/prisma/generated/client.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { MOST_DEPTH, setLeaf, upFrom } from './branch.ts';
import { copyFiles } from './copy-files.ts';
import { conversationInclude, findVisible, sessionBriefs, toConversation } from './internal.ts';
import { readThese } from './read-messages.ts';
import { titleFrom } from './title-from.ts';

/** A page of the branch is read at a time. */
const AT_ONCE = 200;

/**
 * A new chat of the actor's own that begins with a copy of a branch up to a message. The copies are text: what their
 * answers used stays counted where they were given. The same id again returns the first.
 */
export async function forkConversation(
  ctx: ServiceContext,
  { id, conversationId, messageId }: z.output<typeof ForkConversationInput>,
): Promise<Conversation> {
  authorize(ctx, 'chat:write');
  const user = requireUser(ctx);
  return withTransaction(ctx, async (tx, afterCommit) => {
    const from = await findVisible(ctx, tx, conversationId);
    const again = await tx.conversation.findUnique({ where: { id }, include: conversationInclude(ctx) });
    const sessions = await sessionBriefs(tx, [from.sessionId]);
    if (again?.ownerId === user.id) return toConversation(ctx, again, sessions, true);
    if (again) throw new ServiceError('CONFLICT', 'That chat id is taken. Try again.');
    const path = await tx.$queryRaw<{ id: string }[]>`
      WITH RECURSIVE ${upFrom(Prisma.sql`${messageId}`, conversationId, MOST_DEPTH)} SELECT id FROM up ORDER BY depth DESC`;
    if (path.length === 0) throw new ServiceError('NOT_FOUND', 'That message was deleted meanwhile.');
    const now = ctx.now();
    const title = titleFrom(`${from.title}, continued`);
    const row = await tx.conversation.create({
      data: {
        id,
        title,
        ownerId: user.id,
        sessionId: from.sessionId,
        systemPrompt: from.systemPrompt,
        settings: from.settings ?? {},
        createdAt: now,
        updatedAt: now,
      },
      include: conversationInclude(ctx),
    });
    const files = await copyFiles(tx, conversationId);
    await files.into({ conversationId: id, ownerId: user.id });
    let parentId: string | null = null;
    for (let at = 0; at < path.length; at += AT_ONCE) {
      const ids = path.slice(at, at + AT_ONCE).map((it) => it.id);
      const copies = [];
      for (const it of await readThese(tx, conversationId, ids)) {
        const copy: Prisma.MessageCreateManyInput = {
          id: randomUUID(),
          conversationId: id,
          parentId,
          role: it.role,
          text: it.text,
          modelTitle: it.generation?.modelTitle ?? it.modelTitle,
          authorId: it.author?.id ?? null,
          fromId: it.id,
          attachmentIds: files.of(it.attachmentIds),
          createdAt: it.createdAt,
        };
        parentId = copy.id;
        copies.push(copy);
      }
      await tx.message.createMany({ data: copies });
    }
    await setLeaf(tx, id, user.id, parentId!);
    afterCommit(() => ctx.bus.emit('conversation.changed', { conversationId: id, revision: row.revision }));
    return toConversation(ctx, row, sessions, true);
  });
}
