import type { Prisma } from '@/prisma/generated/client.ts';
import {
  type Conversation,
  Conversation as ConversationSchema,
  type Message,
  Message as MessageSchema,
  type MessageVersion,
} from '@/shared/schemas/chat.ts';
import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { type AnswerText, generationInclude, OPEN_STATES, toGeneration } from '../generations/index.ts';

export const messageInclude = {
  author: { select: { id: true, name: true } },
  generation: { include: generationInclude },
  from: { select: { conversationId: true } },
} satisfies Prisma.MessageInclude;
export type MessageRow = Prisma.MessageGetPayload<{ include: typeof messageInclude }>;

export const ONLY_VERSION: MessageVersion = { at: 1, of: 1, previousId: null, nextId: null };

export function toMessage(
  row: MessageRow,
  answerOf: (generationId: string) => AnswerText,
  version: MessageVersion = ONLY_VERSION,
): Message {
  const answer = row.generation && answerOf(row.generation.id);
  return MessageSchema.parse({
    ...row,
    text: answer?.text ?? row.text,
    modelTitle: titleOf(row),
    isEdited: row.from?.conversationId === row.conversationId,
    version,
    generation: row.generation && toGeneration(row.generation, answer!),
  });
}

/** The model that an answer without a generation was first written by, here or where it was brought from. */
export const titleOf = (row: { modelTitle: string | null; importedModel: string | null }): string | null =>
  row.modelTitle ?? (row.importedModel || null);

export const personIdOf = ({ actor }: ServiceContext): string => (actor.kind === 'user' ? actor.id : '');

/** With how the reader keeps it. */
export const conversationInclude = (ctx: ServiceContext) =>
  ({
    owner: { select: { id: true, name: true } },
    messages: {
      where: { generation: { state: { in: [...OPEN_STATES] } } },
      select: { id: true },
      take: 1,
    },
    places: { where: { personId: personIdOf(ctx) } },
  }) satisfies Prisma.ConversationInclude;
export type ConversationRow = Prisma.ConversationGetPayload<{
  include: ReturnType<typeof conversationInclude>;
}>;

/**
 * Who may read a chat: its owner, everybody when it is shared with the lab, and who has opened a live link to it while
 * that link lasts. Every reader asks this, or `readableSql`.
 */
export function visibleTo(ctx: ServiceContext): Prisma.ConversationWhereInput {
  if (ctx.actor.kind !== 'user') return { id: '' };
  const personId = ctx.actor.id;
  const lasts = { endedAt: null, OR: [{ endsAt: null }, { endsAt: { gt: ctx.now() } }] };
  return {
    deletedAt: null,
    OR: [
      { ownerId: personId },
      { shared: true },
      { links: { some: { kind: 'live', viewers: { some: { personId } }, ...lasts } } },
    ],
  };
}

/** Who may write in it and stop its answers: a link is for reading. */
export const writableBy = (ctx: ServiceContext): Prisma.ConversationWhereInput => ({
  deletedAt: null,
  OR: [{ ownerId: personIdOf(ctx) }, { shared: true }],
});

/** `writableBy` over a conversation `c`, for statements past Prisma. */
export const writableSql = (personId: string): string =>
  `(c."deletedAt" IS NULL AND (c."ownerId" = ${personId} OR c.shared))`;

/** `visibleTo` over a conversation `c`, for statements past Prisma. */
export const readableSql = (personId: string): string => `(${writableSql(personId)} OR EXISTS (
    SELECT FROM "ConversationLink" l JOIN "ConversationLinkViewer" v ON v."linkId" = l.id
    WHERE l."conversationId" = c.id AND v."personId" = ${personId} AND l.kind = 'live' AND c."deletedAt" IS NULL
      AND l."endedAt" IS NULL AND (l."endsAt" IS NULL OR l."endsAt" > now())))`;

/** Their owner's word is asked for: what others share is not one's own to rename or to delete. */
export async function findOwn(ctx: ServiceContext, tx: Transaction, id: string): Promise<ConversationRow> {
  const row = await findVisible(ctx, tx, id);
  if (row.ownerId === personIdOf(ctx)) return row;
  throw new ServiceError('FORBIDDEN', `Only ${row.owner.name}, who began this chat, can do that.`);
}

/** The conversation if the actor may see it; "not found" otherwise, also when it exists. */
export async function findVisible(
  ctx: ServiceContext,
  tx: Transaction,
  id: string,
): Promise<ConversationRow> {
  const row = await tx.conversation.findFirst({
    where: { id, ...visibleTo(ctx) },
    include: conversationInclude(ctx),
  });
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such chat, or it is not shared with you.');
  return row;
}

/** The same for who is to write in it. */
export async function findWritable(
  ctx: ServiceContext,
  tx: Transaction,
  id: string,
): Promise<ConversationRow> {
  const row = await findVisible(ctx, tx, id);
  if (row.ownerId === personIdOf(ctx) || row.shared) return row;
  throw new ServiceError(
    'FORBIDDEN',
    `A link lets you read this chat of ${row.owner.name}. To write, continue as a copy.`,
  );
}

type SessionBrief = { id: string; modelTitle: string; state: string; simulated: boolean };
export function toConversation(
  ctx: ServiceContext,
  row: ConversationRow,
  sessions: SessionBrief[],
  canWrite: boolean,
): Conversation {
  const mine = personIdOf(ctx) === row.ownerId;
  const place = row.places[0];
  const seenAt = place?.seenAt ?? null;
  return ConversationSchema.parse({
    ...row,
    mine,
    canWrite: canWrite && (mine || row.shared),
    pinned: Boolean(place?.pinnedAt),
    archived: Boolean(place?.archivedAt),
    folderId: place?.folderId ?? null,
    tags: place?.tags ?? [],
    unread: row.answeredAt !== null && (seenAt === null ? mine : row.answeredAt > seenAt),
    session: sessions.find((it) => it.id === row.sessionId) ?? null,
    answering: row.messages.length > 0,
  });
}

export const sessionBriefs = (tx: Transaction, ids: (string | null)[]): Promise<SessionBrief[]> =>
  tx.session.findMany({
    where: { id: { in: ids.filter((it): it is string => it !== null) } },
    select: { id: true, modelTitle: true, state: true, simulated: true },
  });
