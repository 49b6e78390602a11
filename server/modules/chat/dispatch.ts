import type { agentCommands } from '@/shared/protocol/agent.ts';
import type * as z from 'zod';
import { asSystem, type ServiceContext } from '../../context.ts';
import { isServiceError } from '../../errors.ts';
import { finishGeneration } from './finish-generation.ts';
import { readAnswers } from './internal.ts';

type StartPayload = z.input<(typeof agentCommands)['generation:start']['payload']>;
export type ChatTurn = StartPayload['messages'][number];

/**
 * Answers at once in one session. MLX batches over the ring; two overlapping requests on JACCL have crashed
 * groups, so there they wait for each other.
 */
const AT_ONCE: Record<string, number> = { single: 4, ring: 4, jaccl: 1, jaccl_ring: 1 };

/** Where two answers at once are a fault; elsewhere one too many for a moment does no harm. */
export const isOneByOne = (backend: string): boolean => (AT_ONCE[backend] ?? 1) === 1;

/** Whether one more answer may run now, by a count of those that do. */
export const hasRoom = (session: { backend: string; running: number }): boolean =>
  session.running < (AT_ONCE[session.backend] ?? 1);

/** Starts the answers that have waited longest, as many as the session has room for. */
export async function dispatchQueued(ctx: ServiceContext, sessionId: string): Promise<void> {
  const started: string[] = [];
  await ctx.db.$transaction(async (tx) => {
    const [session] = await tx.$queryRaw<{ backend: string; state: string }[]>`
      SELECT backend, state::text FROM "Session" WHERE id = ${sessionId} FOR NO KEY UPDATE`;
    if (session?.state !== 'ready') return;
    let running = await tx.generation.count({ where: { sessionId, state: 'running' } });
    const queued = await tx.generation.findMany({
      where: { sessionId, state: 'queued' },
      orderBy: { createdAt: 'asc' },
      select: { id: true },
    });
    for (const { id } of queued) {
      if (!hasRoom({ backend: session.backend, running })) return;
      await tx.generation.update({ where: { id }, data: { state: 'running', startedAt: ctx.now() } });
      started.push(id);
      running++;
    }
  });
  for (const id of started) await resendQuestion(ctx, id);
}

/** Sends a running generation's question, read from the rows: for queued ones and after an agent's return. */
export async function resendQuestion(ctx: ServiceContext, generationId: string): Promise<void> {
  const generation = await ctx.db.generation.findUniqueOrThrow({
    where: { id: generationId },
    include: { session: { include: { ranks: { where: { rank: 0 } } } } },
  });
  sendQuestion(ctx, generation.session.ranks[0]!.machineId, {
    sessionId: generation.sessionId,
    epoch: generation.epoch,
    generationId,
    messages: await history(ctx, generation.conversationId, generation.createdAt),
    temperature: generation.temperature,
    maxTokens: generation.maxTokens,
  });
}

/** Hands a question to rank 0's agent; a refusal ends the answer with the agent's reason. */
export function sendQuestion(ctx: ServiceContext, machineId: string, payload: StartPayload): void {
  const { generationId, sessionId } = payload;
  const refused = async (error: unknown): Promise<void> => {
    // Away means it may still come: the agent is asked again after its hello.
    if (isServiceError(error) && error.code === 'UNAVAILABLE') return;
    const message = error instanceof Error ? error.message : 'The machine refused the question.';
    await finishGeneration(asSystem(ctx, 'chat'), generationId, { state: 'error', message });
    await dispatchQueued(ctx, sessionId);
  };
  ctx.agents
    .send(machineId, 'generation:start', payload)
    .catch(refused)
    .catch((error: unknown) =>
      ctx.logger.error({ generationId, err: error }, 'an unsent question could not be ended'),
    );
}

async function history(ctx: ServiceContext, conversationId: string, until: Date) {
  const rows = await ctx.db.message.findMany({
    where: { conversationId, createdAt: { lte: until } },
    orderBy: [{ createdAt: 'asc' }, { role: 'desc' }],
    select: { role: true, text: true, generation: { select: { id: true } } },
  });
  const answers = await readAnswers(
    ctx.db,
    rows.flatMap((it) => (it.generation ? [it.generation.id] : [])),
  );
  return rows
    .map((it) => ({
      role: it.role as 'user' | 'assistant',
      content: it.generation ? (answers.get(it.generation.id)?.text ?? '') : it.text,
    }))
    .filter((it) => it.content !== '');
}
