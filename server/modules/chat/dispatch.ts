import { asSystem, type ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { isServiceError } from '../../errors.ts';
import { finishGeneration } from './finish-generation.ts';
import { readAnswers } from './internal.ts';

/**
 * Answers at once in one session. MLX batches over the ring; two overlapping requests on JACCL have crashed
 * groups, so there they wait for each other.
 */
const AT_ONCE: Record<string, number> = { single: 4, ring: 4, jaccl: 1, jaccl_ring: 1 };

/** Whether one more answer may run now. The caller holds the session's row lock, so the count can't race. */
export async function claimSlot(tx: Transaction, session: { id: string; backend: string }): Promise<boolean> {
  const running = await tx.generation.count({ where: { sessionId: session.id, state: 'running' } });
  return running < (AT_ONCE[session.backend] ?? 1);
}

/** Starts the answers that have waited longest, as many as the session has room for. */
export async function dispatchQueued(ctx: ServiceContext, sessionId: string): Promise<void> {
  const started: string[] = [];
  await ctx.db.$transaction(async (tx) => {
    const [session] = await tx.$queryRaw<{ id: string; backend: string; state: string }[]>`
      SELECT id, backend, state::text FROM "Session" WHERE id = ${sessionId} FOR NO KEY UPDATE`;
    if (session?.state !== 'ready') return;
    const queued = await tx.generation.findMany({
      where: { sessionId, state: 'queued' },
      orderBy: { createdAt: 'asc' },
      select: { id: true },
    });
    for (const { id } of queued) {
      if (!(await claimSlot(tx, session))) return;
      await tx.generation.update({ where: { id }, data: { state: 'running', startedAt: ctx.now() } });
      started.push(id);
    }
  });
  for (const id of started) sendGeneration(ctx, id);
}

/** Hands a running generation to rank 0's agent; a refusal ends it with the agent's reason. */
export function sendGeneration(ctx: ServiceContext, generationId: string): void {
  void send(ctx, generationId).catch((error: unknown) => {
    ctx.logger.error({ generationId, err: error }, 'a generation could not be sent; the sweep will end it');
  });
}

async function send(ctx: ServiceContext, generationId: string): Promise<void> {
  const generation = await ctx.db.generation.findUniqueOrThrow({
    where: { id: generationId },
    include: { session: { include: { ranks: { where: { rank: 0 } } } } },
  });
  const payload = {
    sessionId: generation.sessionId,
    epoch: generation.epoch,
    generationId,
    messages: await history(ctx, generation.conversationId, generation.createdAt),
    temperature: generation.temperature,
    maxTokens: generation.maxTokens,
  };
  try {
    await ctx.agents.send(generation.session.ranks[0]!.machineId, 'generation:start', payload);
  } catch (error) {
    // Away means it may still come: the agent is asked again after its hello.
    if (isServiceError(error) && error.code === 'UNAVAILABLE') return;
    const message = error instanceof Error ? error.message : 'The machine refused the question.';
    await finishGeneration(asSystem(ctx, 'chat'), generationId, { state: 'error', message });
    await dispatchQueued(ctx, generation.sessionId);
  }
}

async function history(ctx: ServiceContext, conversationId: string, until: Date) {
  const rows = await ctx.db.message.findMany({
    where: { conversationId, createdAt: { lte: until } },
    orderBy: [{ createdAt: 'asc' }, { role: 'desc' }],
    select: { role: true, text: true, generation: { select: { id: true } } },
  });
  const answers = await readAnswers(ctx.db, rows.flatMap((it) => (it.generation ? [it.generation.id] : [])));
  return rows
    .map((it) => ({
      role: it.role as 'user' | 'assistant',
      content: it.generation ? (answers.get(it.generation.id)?.text ?? '') : it.text,
    }))
    .filter((it) => it.content !== '');
}
