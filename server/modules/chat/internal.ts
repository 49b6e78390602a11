import type { Prisma } from '@/prisma/generated/client.ts';
import {
  type Conversation,
  Conversation as ConversationSchema,
  FINAL_GENERATION_STATES,
  type Generation,
  Generation as GenerationSchema,
  type GenerationState,
  type Message,
  Message as MessageSchema,
} from '@/shared/schemas/chat.ts';
import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';

export const generationInclude = {
  requestedBy: { select: { id: true, name: true } },
  session: { select: { modelTitle: true, simulated: true } },
} satisfies Prisma.GenerationInclude;
export type GenerationRow = Prisma.GenerationGetPayload<{ include: typeof generationInclude }>;

export const messageInclude = {
  author: { select: { id: true, name: true } },
  generation: { include: generationInclude },
} satisfies Prisma.MessageInclude;
export type MessageRow = Prisma.MessageGetPayload<{ include: typeof messageInclude }>;

export const isFinal = (state: GenerationState): boolean => FINAL_GENERATION_STATES.includes(state);

/** Tokens a second after the first one: (tokens − 1) ÷ decode time; null below two tokens. */
export function rate(completionTokens: number, decodeMs: number | null): number | null {
  return decodeMs && completionTokens > 1 ? ((completionTokens - 1) / decodeMs) * 1000 : null;
}

export type AnswerText = { text: string; reasoning: string };

export function toGeneration(row: GenerationRow, answer: AnswerText): Generation {
  return GenerationSchema.parse({
    ...row,
    ...answer,
    modelTitle: row.session.modelTitle,
    simulated: row.session.simulated,
    tokensPerSecond: rate(row.completionTokens, row.decodeMs),
    message: row.errorMessage,
  });
}

export function toMessage(row: MessageRow, answers: Map<string, AnswerText>): Message {
  const answer = row.generation && (answers.get(row.generation.id) ?? { text: '', reasoning: '' });
  return MessageSchema.parse({
    ...row,
    text: answer?.text ?? row.text,
    generation: row.generation && toGeneration(row.generation, answer!),
  });
}

/** Answers by generation, put together from the log: what is stored is what a viewer saw. */
export async function readAnswers(
  tx: Transaction,
  generationIds: string[],
): Promise<Map<string, AnswerText>> {
  const answers = new Map<string, AnswerText>();
  if (generationIds.length === 0) return answers;
  const rows = await tx.$queryRaw<{ generationId: string; kind: string; text: string }[]>`
    SELECT "generationId", kind, string_agg(text, '' ORDER BY seq) AS text
    FROM "GenerationDelta" WHERE "generationId" = ANY(${generationIds}) GROUP BY 1, 2`;
  for (const row of rows) {
    const answer = answers.get(row.generationId) ?? { text: '', reasoning: '' };
    answer[row.kind === 'reasoning' ? 'reasoning' : 'text'] = row.text;
    answers.set(row.generationId, answer);
  }
  return answers;
}

export const conversationInclude = {
  owner: { select: { id: true, name: true } },
  generations: { where: { state: { in: ['queued', 'running'] } }, select: { id: true }, take: 1 },
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
    answering: row.generations.length > 0,
  });
}

export const sessionBriefs = (tx: Transaction, ids: (string | null)[]): Promise<SessionBrief[]> =>
  tx.session.findMany({
    where: { id: { in: ids.filter((it): it is string => it !== null) } },
    select: { id: true, modelTitle: true, state: true, simulated: true },
  });
