import type * as z from 'zod';
import type { Prisma } from '@/prisma/generated/client.ts';
import { ChatRecord, type SharedChat } from '@/shared/schemas/chat-file.ts';
import { ChatLink, type CreateChatLinkInput } from '@/shared/schemas/chat-shelf.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { hashOfToken, makeToken } from '../../secret-token.ts';
import { emitAudit } from '../audit/index.ts';
import { findOwn, lasting } from './internal.ts';
import { readChatRecord } from './read-chat-record.ts';

const MOST_LINKS = 20;
const MOST_SNAPSHOT_CHARACTERS = 5_000_000;

const include = {
  conversation: {
    select: { id: true, sessionId: true, systemPrompt: true, settings: true },
  },
  viewers: { select: { person: { select: { name: true } } }, orderBy: { openedAt: 'asc' }, take: 50 },
} satisfies Prisma.ConversationLinkInclude;
type LinkRow = Prisma.ConversationLinkGetPayload<{ include: typeof include }>;

const toLink = (row: LinkRow): ChatLink =>
  ChatLink.parse({ ...row, openedBy: row.viewers.map((it) => it.person.name) });

/**
 * A way for everybody of the lab who has it to read a chat: as it is now, or as it goes on. Its address is told once;
 * only a hash of it is kept.
 */
export async function createLink(
  ctx: ServiceContext,
  { conversationId, kind, endsAt }: z.output<typeof CreateChatLinkInput>,
): Promise<{ link: ChatLink; path: string }> {
  authorize(ctx, 'chat:write');
  const user = requireUser(ctx);
  if (endsAt && endsAt <= ctx.now())
    throw new ServiceError('VALIDATION', 'This end has passed. Choose a later one.');
  return withTransaction(ctx, async (tx) => {
    await findOwn(ctx, tx, conversationId);
    if ((await tx.conversationLink.count({ where: { conversationId, ...lasting(ctx) } })) >= MOST_LINKS)
      throw new ServiceError('LIMIT_EXCEEDED', `This chat has ${MOST_LINKS} links. Take one back first.`);
    const token = makeToken();
    const row = await tx.conversationLink.create({
      data: {
        id: crypto.randomUUID(),
        conversationId,
        createdById: user.id,
        tokenHash: hashOfToken(token),
        kind,
        endsAt,
        createdAt: ctx.now(),
        ...(kind === 'snapshot' && { snapshot: await takeSnapshot(tx, conversationId) }),
      },
      include,
    });
    await emitAudit(ctx, tx, {
      action: 'conversation.link',
      objectType: 'conversation',
      objectId: conversationId,
      objectName: `a chat of ${user.name}`,
      after: { kind, endsAt: endsAt?.toISOString() ?? null },
    });
    return { link: toLink(row), path: `/chat/shared/${token}` };
  });
}

async function takeSnapshot(tx: Transaction, conversationId: string): Promise<Prisma.InputJsonValue> {
  const text = JSON.stringify(await readChatRecord(tx, conversationId));
  if (text.length > MOST_SNAPSHOT_CHARACTERS)
    throw new ServiceError('LIMIT_EXCEEDED', 'This chat is too long for a snapshot. Share it live.');
  return JSON.parse(text) as Prisma.InputJsonValue;
}

/** The links that last; for the chat's owner. */
export async function listLinks(
  ctx: ServiceContext,
  { conversationId }: { conversationId: string },
): Promise<ChatLink[]> {
  authorize(ctx, 'chat:write');
  await findOwn(ctx, ctx.db, conversationId);
  const rows = await ctx.db.conversationLink.findMany({
    where: { conversationId, ...lasting(ctx) },
    include,
    orderBy: { createdAt: 'desc' },
    take: MOST_LINKS,
  });
  return rows.map(toLink);
}

/** Takes a link back: who reads by it reads no more. */
export async function endLink(ctx: ServiceContext, { id }: { id: string }): Promise<{ ended: true }> {
  authorize(ctx, 'chat:write');
  const user = requireUser(ctx);
  return withTransaction(ctx, async (tx, afterCommit) => {
    const link = await tx.conversationLink.findFirst({
      where: { id, conversation: { ownerId: user.id } },
    });
    if (!link) throw new ServiceError('NOT_FOUND', 'There is no such link of yours any more.');
    const { count } = await tx.conversationLink.updateMany({
      where: { id, endedAt: null },
      data: { endedAt: ctx.now() },
    });
    if (count === 0) return { ended: true };
    await emitAudit(ctx, tx, {
      action: 'conversation.unlink',
      objectType: 'conversation',
      objectId: link.conversationId,
      objectName: `a chat of ${user.name}`,
    });
    const { revision } = await tx.conversation.findUniqueOrThrow({ where: { id: link.conversationId } });
    afterCommit(() => cutOff(ctx, link.conversationId, user.id, revision));
    return { ended: true };
  });
}

/** Links whose time has come, each told once. */
export async function endDueLinks(ctx: ServiceContext): Promise<void> {
  const rows = await ctx.db.$queryRaw<{ conversationId: string; ownerId: string; revision: number }[]>`
    UPDATE "ConversationLink" l SET "endedAt" = ${ctx.now()}
    FROM "Conversation" c
    WHERE l."endsAt" <= ${ctx.now()} AND l."endedAt" IS NULL AND c.id = l."conversationId"
    RETURNING c.id AS "conversationId", c."ownerId", c.revision`;
  for (const it of rows) cutOff(ctx, it.conversationId, it.ownerId, it.revision);
}

/** Who still may see it comes back at once and is asked anew. */
function cutOff(ctx: ServiceContext, conversationId: string, ownerId: string, revision: number): void {
  ctx.bus.emit('conversation.unshared', { conversationId, ownerId });
  ctx.bus.emit('conversation.changed', { conversationId, revision });
}

/** The link of an address while it lasts; "not found" otherwise, whatever it was. */
export async function findLink(ctx: ServiceContext, tx: Transaction, token: string): Promise<LinkRow> {
  const row = await tx.conversationLink.findFirst({
    where: { tokenHash: hashOfToken(token), conversation: { deletedAt: null }, ...lasting(ctx) },
    include,
  });
  if (!row)
    throw new ServiceError(
      'NOT_FOUND',
      'This link has ended, or its chat is gone. Ask whoever sent it for a new one.',
    );
  return row;
}

export const snapshotOf = ({ kind, snapshot }: LinkRow): ChatRecord | null =>
  kind === 'snapshot' ? ChatRecord.parse(snapshot) : null;

/** Opens a link: a snapshot is all that it gives, a live one lets its viewer read the chat itself. */
export async function readLink(ctx: ServiceContext, { token }: { token: string }): Promise<SharedChat> {
  authorize(ctx, 'lab:read');
  const { id: personId } = requireUser(ctx);
  const link = await findLink(ctx, ctx.db, token);
  await ctx.db.conversationLinkViewer.createMany({
    data: [{ linkId: link.id, personId, openedAt: ctx.now() }],
    skipDuplicates: true,
  });
  const chat = snapshotOf(link);
  if (!chat) return { kind: 'live', conversationId: link.conversationId };
  return { kind: 'snapshot', chat, takenAt: link.createdAt, endsAt: link.endsAt };
}
