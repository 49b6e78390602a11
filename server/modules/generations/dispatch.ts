import type { AnswerSettings } from '@/shared/schemas/answer-settings.ts';
import type { agentCommands } from '@/shared/protocol/agent.ts';
import type * as z from 'zod';
import { asSystem, inBackground, type ServiceContext } from '../../context.ts';
import { hotClient, hotTransaction, type Statement } from '../../db.ts';
import { isServiceError } from '../../errors.ts';
import { DISPATCH_TIMEOUT_MS } from './deadlines.ts';
import { finishGeneration } from './finish-generation.ts';
import { completePrompt, type GenerationSource, type PromptTurn } from './prompt.ts';
import { waitingInOrder } from './queue-order.ts';
import { batchSlotsOf, LOCK_SESSION, slotsOf, takenSlots } from './slots.ts';

/** Starts the answers of a session whose turn it is, as many as it has slots for. */
export async function dispatchWaiting(ctx: ServiceContext, sessionId: string): Promise<void> {
  const now = ctx.now();
  const deadlineAt = new Date(now.getTime() + DISPATCH_TIMEOUT_MS);
  const taken = await hotTransaction(ctx.db, async (client) => {
    const [session] = await client.query<{ backend: string; state: string }>(LOCK_SESSION, [sessionId]);
    if (session?.state !== 'ready') return [];
    return client.query<{ id: string }>(TAKE, [
      sessionId,
      slotsOf(session.backend),
      now.toISOString(),
      deadlineAt.toISOString(),
      batchSlotsOf(session.backend),
    ]);
  });
  if (taken.length > 0) ctx.bus.emit('queue.changed', { sessionId });
  for (const { id } of taken) await sendStored(ctx, id);
}

/** Materialized: it is numbered once, however it is joined. One that is stopped meanwhile is not taken. */
const TAKE: Statement = {
  name: 'generations.take-slots',
  text: `
    WITH line AS MATERIALIZED (${waitingInOrder('$1')}), next AS MATERIALIZED (
      SELECT id FROM line WHERE ${takenSlots('$1')} + place <= CASE WHEN "isBatch" THEN $5::int ELSE $2::int END
    )
    UPDATE "Generation" g SET state = 'dispatched', "dispatchedAt" = $3::timestamptz, "deadlineAt" = $4::timestamptz
    FROM next WHERE g.id = next.id AND g.state = 'queued' RETURNING g.id`,
};

/** Sends an open generation's question from its row: one that has waited, or again after an agent's return. */
export async function sendStored(ctx: ServiceContext, generationId: string): Promise<void> {
  const client = hotClient(ctx.db);
  const [row] = await client.query<Stored>(READ_STORED, [generationId]);
  if (!row) return;
  const { machineId, prompt, source, ...question } = row;
  const messages = await completePrompt(client, prompt ?? [], source);
  sendQuestion(ctx, machineId, { ...question, generationId, messages });
}

type Stored = {
  machineId: string;
  sessionId: string;
  epoch: number;
  prompt: PromptTurn[] | null;
  source: GenerationSource;
  settings: AnswerSettings;
  maxTokens: number;
};
const READ_STORED: Statement = {
  name: 'generations.read-stored',
  text: `
    SELECT g."sessionId", g.epoch, g.prompt, g.source::text, g.settings, g."maxTokens", r."machineId" FROM "Generation" g
    JOIN "SessionRank" r ON r."sessionId" = g."sessionId" AND r.rank = 0
    WHERE g.id = $1 AND g.state IN ('dispatched', 'running')`,
};

const ACKNOWLEDGE_MS = 150;

type StartPayload = z.input<(typeof agentCommands)['generation:start']['payload']>;

/**
 * Hands a dispatched question to rank 0's agent, whose reply makes it a running answer. A refusal ends it with the
 * agent's reason. Without a reply it may still come: the agent is asked again after its hello, and the deadline ends
 * what nobody took.
 */
export function sendQuestion(ctx: ServiceContext, machineId: string, payload: StartPayload): void {
  const { generationId, sessionId } = payload;
  const refused = async (error: unknown): Promise<void> => {
    if (isServiceError(error) && error.code === 'UNAVAILABLE') return;
    const message = error instanceof Error ? error.message : 'The machine refused the question.';
    await finishGeneration(asSystem(ctx, 'answers'), generationId, { state: 'error', message });
    await dispatchWaiting(ctx, sessionId);
  };
  inBackground(
    ctx,
    'a question could not be handed over',
    ctx.agents
      .send(machineId, 'generation:start', payload)
      .then(() => acknowledgeSoon(ctx, generationId), refused),
  );
}

/**
 * The agent has it. Its first step says the same (`recordDeltas`) and mostly comes within a moment: waiting for that
 * keeps one write away from the first token.
 */
async function acknowledgeSoon(ctx: ServiceContext, generationId: string): Promise<void> {
  const takenAt = ctx.now();
  await new Promise<void>((resolve) => setTimeout(resolve, ACKNOWLEDGE_MS).unref());
  await hotClient(ctx.db).query(ACKNOWLEDGE, [generationId, takenAt.toISOString()]);
}

const ACKNOWLEDGE: Statement = {
  name: 'generations.acknowledge',
  text: `
    UPDATE "Generation" SET state = 'running', "startedAt" = $2::timestamptz,
      "deadlineAt" = CASE WHEN "stopRequestedAt" IS NULL THEN NULL ELSE "deadlineAt" END
    WHERE id = $1 AND state = 'dispatched'`,
};
