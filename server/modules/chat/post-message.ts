import type { Message, PostMessageInput } from '@/shared/schemas/chat.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { claimSlot, sendGeneration } from './dispatch.ts';
import { findVisible, messageInclude, readAnswers, toMessage } from './internal.ts';
import { UNTITLED } from './start-conversation.ts';

const QUEUED_AT_ONCE = 5;
const DEFAULT_MAX_TOKENS = 1024;

/**
 * Stores a question and its still empty answer, and starts the answer, or queues it when the session is busy.
 * The same ids again return what the first call made.
 */
export async function postMessage(
  ctx: ServiceContext,
  input: PostMessageInput,
): Promise<{ question: Message; answer: Message }> {
  authorize(ctx, 'chat:write');
  const user = requireUser(ctx);
  const earlier = await readPair(ctx, ctx.db, input);
  if (earlier) return earlier;
  return withTransaction(ctx, async (tx, afterCommit) => {
    const conversation = await findVisible(ctx, tx, input.conversationId);
    const [session] = await tx.$queryRaw<{ id: string; epoch: number; state: string; modelTitle: string; backend: string }[]>`
      SELECT id, epoch, state::text, "modelTitle", backend FROM "Session" WHERE id = ${input.sessionId} FOR NO KEY UPDATE`;
    if (!session) throw new ServiceError('NOT_FOUND', 'There is no such session to ask.');
    if (session.state !== 'ready') {
      const why = ['ending', 'ended', 'failed'].includes(session.state) ? 'is over' : 'is not ready yet';
      throw new ServiceError('PRECONDITION_FAILED', `The session with ${session.modelTitle} ${why}. Your text is kept.`);
    }
    const waiting = await tx.generation.count({
      where: { sessionId: session.id, requestedById: user.id, state: 'queued' },
    });
    if (waiting >= QUEUED_AT_ONCE) {
      throw new ServiceError('LIMIT_EXCEEDED', `You have ${waiting} questions waiting. Ask again when one is answered.`);
    }
    const now = ctx.now();
    const last = await tx.message.findFirst({
      where: { conversationId: conversation.id },
      orderBy: [{ createdAt: 'desc' }, { role: 'asc' }],
      select: { id: true },
    });
    await tx.message.createMany({
      data: [
        {
          id: input.messageId,
          conversationId: conversation.id,
          parentId: last?.id ?? null,
          role: 'user',
          text: input.text,
          authorId: user.id,
          createdAt: now,
        },
        {
          id: input.generationId,
          conversationId: conversation.id,
          parentId: input.messageId,
          role: 'assistant',
          text: '',
          createdAt: new Date(now.getTime() + 1),
        },
      ],
    });
    const starts = await claimSlot(tx, session);
    await tx.generation.create({
      data: {
        id: input.generationId,
        conversationId: conversation.id,
        messageId: input.generationId,
        sessionId: session.id,
        epoch: session.epoch,
        requestedById: user.id,
        state: starts ? 'running' : 'queued',
        temperature: input.temperature ?? null,
        maxTokens: input.maxTokens ?? DEFAULT_MAX_TOKENS,
        createdAt: now,
        startedAt: starts ? now : null,
      },
    });
    const { revision } = await tx.conversation.update({
      where: { id: conversation.id },
      data: {
        sessionId: session.id,
        updatedAt: now,
        revision: { increment: 1 },
        ...(conversation.title === UNTITLED && { title: titleFrom(input.text) }),
      },
      select: { revision: true },
    });
    afterCommit(() => {
      if (starts) sendGeneration(ctx, input.generationId);
      ctx.bus.emit('conversation.changed', { conversationId: conversation.id, revision });
    });
    return (await readPair(ctx, tx, input))!;
  });
}

function titleFrom(text: string): string {
  const line = text.split('\n')[0]!.trim();
  return line.length <= 60 ? line : `${line.slice(0, 57).replace(/\s+\S*$/, '')}…`;
}

async function readPair(
  ctx: ServiceContext,
  tx: Transaction,
  input: PostMessageInput,
): Promise<{ question: Message; answer: Message } | null> {
  const rows = await tx.message.findMany({
    where: { id: { in: [input.messageId, input.generationId] }, conversationId: input.conversationId },
    include: messageInclude,
  });
  const question = rows.find((it) => it.id === input.messageId);
  const answer = rows.find((it) => it.id === input.generationId);
  if (!question || !answer) return null;
  if (ctx.actor.kind === 'user' && question.authorId !== ctx.actor.id) {
    throw new ServiceError('CONFLICT', 'That message id is taken. Send it again.');
  }
  const answers = await readAnswers(tx, [input.generationId]);
  return { question: toMessage(question, answers), answer: toMessage(answer, answers) };
}
