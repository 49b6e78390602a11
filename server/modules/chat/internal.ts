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
    isEdited: row.from?.conversationId === row.conversationId,
    version,
    generation: row.generation && toGeneration(row.generation, answer!),
  });
}

export const conversationInclude = {
  owner: { select: { id: true, name: true } },
  messages: {
    where: { generation: { state: { in: [...OPEN_STATES] } } },
    select: { id: true },
    take: 1,
  },
} satisfies Prisma.ConversationInclude;
export type ConversationRow = Prisma.ConversationGetPayload<{ include: typeof conversationInclude }>;

/** One's own conversations and those shared with the lab; the same for reading and writing. */
export const visibleTo = (ctx: ServiceContext): Prisma.ConversationWhereInput =>
  ctx.actor.kind === 'user' ? { OR: [{ ownerId: ctx.actor.id }, { shared: true }] } : { id: '' };

/** The conversation if the actor may see it; "not found" otherwise, also when it exists. */
export async function findVisible(
  ctx: ServiceContext,
  tx: Transaction,
  id: string,
): Promise<ConversationRow> {
  const row = await tx.conversation.findFirst({
    where: { id, ...visibleTo(ctx) },
    include: conversationInclude,
  });
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such chat, or it is not shared with you.');
  return row;
}

type SessionBrief = { id: string; modelTitle: string; state: string; simulated: boolean };
export function toConversation(
  ctx: ServiceContext,
  row: ConversationRow,
  sessions: SessionBrief[],
  canWrite: boolean,
): Conversation {
  return ConversationSchema.parse({
    ...row,
    mine: ctx.actor.kind === 'user' && ctx.actor.id === row.ownerId,
    canWrite,
    session: sessions.find((it) => it.id === row.sessionId) ?? null,
    answering: row.messages.length > 0,
  });
}

export const sessionBriefs = (tx: Transaction, ids: (string | null)[]): Promise<SessionBrief[]> =>
  tx.session.findMany({
    where: { id: { in: ids.filter((it): it is string => it !== null) } },
    select: { id: true, modelTitle: true, state: true, simulated: true },
  });
